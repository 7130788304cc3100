import { type Database, isUnavailable, pendingMigrations } from '@plinth/db';
import { ConfigError, type EnvironmentVariables, readConfig } from '@plinth/config';
import { type HostConfig, slices } from '../config.ts';
import { type Databases, migrationsFor } from '../databases.ts';
import { type Check, type Finding, findingsOf } from './finding.ts';
import { databaseChecks } from './database-checks.ts';
import { moduleNames } from '../modules.ts';
import { topologyOf } from '../topology/topology.ts';
import { databaseFacts } from './database-facts.ts';
import { RefusedLoginError, requireLogins } from './refused-login.ts';
import { secretChecks } from './secret-checks.ts';
import { settingChecks } from './setting-checks.ts';
import { transportChecks } from './transport-checks.ts';

export const configurationChecks: readonly Check<HostConfig>[] = [...secretChecks, ...transportChecks, ...settingChecks];

/** What the environment alone tells. */
export const checkConfiguration = (config: HostConfig): readonly Finding[] => findingsOf(configurationChecks, config, config.host.acceptedRisks);

const ownOf = (databases: Databases): readonly Database<string>[] => moduleNames.flatMap((name): Database<string>[] => (databases[name] ? [databases[name].own] : []));

/** What the databases say about themselves; one statement for each module. */
async function checkDatabases({ host, database }: HostConfig, databases: Databases): Promise<readonly Finding[]> {
  const facts = await Promise.all(ownOf(databases).map((each) => databaseFacts(each)));
  const findings = facts.flatMap((each) => findingsOf(databaseChecks, { ...each, connectionsOfPool: database.databaseConnections }, host.acceptedRisks));
  // Two modules on one server find the same.
  return findings.filter(({ message }, index) => findings.findIndex((other) => other.message === message) === index);
}

async function checkMigrations(databases: Databases): Promise<readonly Finding[]> {
  const pending = await Promise.all(ownOf(databases).map(({ driver, module }) => pendingMigrations(driver, migrationsFor([module]))));
  const [first] = pending.flat();
  if (!first) return [];
  const message = `${pending.flat().length} to apply, the first is ${first.module}: ${first.name}; run plinth migrate.`;
  return [{ check: 'migrations-pending', severity: 'error', message }];
}

const unreachable = (error: unknown): Finding => ({
  check: 'database-unreachable',
  severity: 'error',
  message: `The database does not answer: ${error instanceof Error ? error.message : String(error)}.`,
});

/** The environment as production reads it: what is wrong with it is a finding a variable. */
export function readDeployment(variables: EnvironmentVariables | undefined): { config?: HostConfig; findings: readonly Finding[] } {
  try {
    const config = readConfig(slices, variables);
    topologyOf(config.topology);
    return { config, findings: checkConfiguration(config) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: error.problems.map(({ variable, problem }) => ({ check: 'configuration', severity: 'error', message: `${variable} ${problem}` })) };
  }
}

/** Everything: what the databases say, and whether they are migrated. */
export async function inspectDatabases(config: HostConfig, databases: Databases): Promise<readonly Finding[]> {
  try {
    await requireLogins(databases.logins);
    const pending = await checkMigrations(databases);
    return [...pending, ...(await checkDatabases(config, databases))];
  } catch (error) {
    return [error instanceof RefusedLoginError ? { check: 'database-login', severity: 'error', message: error.message } : unreachable(error)];
  }
}

/** Before production serves: errors of the databases, as far as they answer; `/readyz` waits for one that does not. */
export async function checkDatabasesThatAnswer(config: HostConfig, databases: Databases): Promise<readonly Finding[]> {
  try {
    return await checkDatabases(config, databases);
  } catch (error) {
    if (isUnavailable(error) || isUnmigrated(error)) return [];
    throw error;
  }
}

/** The modules' roles do not exist yet (22023, at connect), or may not be taken yet (42501). */
const isUnmigrated = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === '22023' || error.code === '42501');
