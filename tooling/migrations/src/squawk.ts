import { spawnSync } from 'node:child_process';
import { getBinaryPath } from 'squawk-cli/js/index.js';

/** What a rule of https://squawkhq.com/docs/rules says about one line of SQL. */
export interface Finding {
  readonly rule: string;
  readonly line: number;
  readonly message: string;
}

/** Rules that do not hold here, and why. */
const excluded = {
  'require-lock-timeout': 'The migrator sets it, for every file.',
  'require-statement-timeout': 'How long a file may take is a matter of what it does; a lock that it waits for is given up by the lock timeout.',
  'prefer-bigint-over-int': 'Versions, counts and positions stay small. Ids are UUIDs.',
  'prefer-bigint-over-smallint': 'As above.',
};

/** Off unless asked for: a file runs with an empty search path. */
const included = ['require-table-schema'];

interface Report {
  readonly rule_name: string;
  /** From zero on. */
  readonly line: number;
  readonly message: string;
  readonly help: string | null;
}

const findingOf = ({ rule_name: rule, line, message, help }: Report): Finding => ({ rule, line: line + 1, message: help === null ? message : `${message} ${help}` });

/** What squawk finds in the SQL of one migration. A file that squawk cannot read is a finding too. */
export function findingsIn(sql: string, inTransaction: boolean): Finding[] {
  const rules = ['--exclude', Object.keys(excluded).join(','), '--include', included.join(',')];
  const flags = ['--pg-version', '18', '--reporter', 'json', ...rules, '--stdin-filepath', 'migration.sql', ...(inTransaction ? ['--assume-in-transaction'] : [])];
  // It takes a statement that stands alone for one that is run alone; the migrator's is followed by the row of its ledger.
  const input = inTransaction ? `${sql}\n;select 1;` : sql;
  const { status, stdout, error } = spawnSync(getBinaryPath(), flags, { input, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0 && status !== 1) return [{ rule: 'unreadable', line: 1, message: 'squawk cannot read the file; is every statement whole?' }];
  return (JSON.parse(stdout) as Report[]).map(findingOf);
}
