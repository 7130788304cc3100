import type { Driver } from '@plinth/db';
import type { Db } from 'pg-boss';
import type { Row, RowList, TransactionSql } from 'postgres';
import { arrayText } from './array-text.ts';
import type { Report } from './report.ts';

type Parameter = string | number | boolean | null;

/** pg-boss's scripts bring a transaction of their own; what they do in it. */
const ownTransaction = /^\s*begin;(.*)commit;?\s*$/is;

const jsonTypes = new Set([114, 3802]);
const instantTypes = new Set([1114, 1184]);

/** The driver passes JSON and times through as text, pg-boss reads them decoded. */
function decoded(result: RowList<Row[]>): Row[] {
  // A statement without rows has no columns, whatever the driver's types say.
  const columns = (result.columns as typeof result.columns | undefined) ?? [];
  for (const { name, type } of columns) {
    const decode = jsonTypes.has(type) ? JSON.parse : instantTypes.has(type) ? (text: string) => new Date(text) : undefined;
    if (!decode) continue;
    for (const row of result) if (typeof row[name] === 'string') row[name] = decode(row[name]) as unknown;
  }
  return [...result];
}

function encoded(value: unknown): Parameter {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayText(value.map(String));
  return typeof value === 'object' ? JSON.stringify(value) : (value as Parameter);
}

async function execute(driver: Driver | TransactionSql, text: string, values: readonly unknown[] = []): Promise<{ rows: Row[] }> {
  const parameters = values.map(encoded);
  // Without parameters pg-boss may send several statements, which only the simple protocol takes.
  const result = await (parameters.length > 0 ? driver.unsafe(text, parameters, { prepare: true }) : driver.unsafe(text).simple());
  const results = 'command' in result ? [result] : (result as unknown as RowList<Row[]>[]);
  return { rows: results.flatMap(decoded) };
}

/** pg-boss's statements in a transaction of ours. */
export const inTransaction = (transaction: TransactionSql): Db => ({ executeSql: (text, values) => execute(transaction, text, values) });

/** A script runs in a transaction of the driver's, which ends however the script does, or its connection. */
function executeAny(driver: Driver, text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }> {
  const script = ownTransaction.exec(text)?.[1];
  return script === undefined ? execute(driver, text, values) : driver.begin((tx) => execute(tx, script));
}

/** pg-boss's statements and notifications on a pool of `@plinth/db`, which stays its owner's to close. */
export function queueDatabase(driver: Driver, report: Report): Db {
  return {
    executeSql: (text, values) => report.watch(() => executeAny(driver, text, values)),
    listen: async (channel, onNotification, onReconnect) => {
      const listening = await driver.listen(channel, onNotification, onReconnect);
      return { close: () => listening.unlisten() };
    },
  };
}
