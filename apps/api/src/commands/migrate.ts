import { migrate, migrationStatus, type PlannedMigration, planMigrations } from '@plinth/db';
import type { DatabaseConfig } from '../config.ts';
import { migrationsFor } from '../databases.ts';
import { namingLogin } from '../deployment/refused-login.ts';
import type { TopologyConfig } from '../topology/config.ts';

type Say = (line: string) => void;

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** What is migrated: the modules that this process would host. */
export interface MigrationConfig {
  readonly database: DatabaseConfig;
  readonly topology: Pick<TopologyConfig, 'modules'>;
}

/** Where, as the role of `MIGRATION_DATABASE_URL`, and what. */
function migrationsOf({ database: { databaseUrl, migrationDatabaseUrl }, topology: { modules } }: MigrationConfig) {
  const url = migrationDatabaseUrl ?? databaseUrl;
  if (url === undefined) throw new Error('There is no database: set DATABASE_URL.');
  const variable = migrationDatabaseUrl === undefined ? 'DATABASE_URL' : 'MIGRATION_DATABASE_URL';
  return { url: url.reveal(), sets: migrationsFor(modules), variable };
}

/** Applies what is pending in every module of `MODULES`; the role of `DATABASE_URL` may then run them. */
export async function migrateAll(config: MigrationConfig, say: Say): Promise<number> {
  const { url, sets, variable } = migrationsOf(config);
  const runs = config.database.databaseUrl?.reveal();
  const applicationUser = runs === undefined || runs === url ? undefined : userOf(runs);
  const applied = await namingLogin(variable, () => migrate({ url, applicationUser, sets, onApplied: (module, name) => say(`${module}: ${name}`) }));
  return applied.length;
}

/** Tells the state of every file; false where one was changed after it was applied, which keeps the others from being applied. */
export async function tellMigrationStatus(config: MigrationConfig, say: Say): Promise<boolean> {
  const { variable, ...migrations } = migrationsOf(config);
  const statuses = await namingLogin(variable, () => migrationStatus(migrations));
  for (const { module, name, state } of statuses) say(`${state.padEnd(7)}  ${module}: ${name}`);
  const counts = new Map<string, number>();
  for (const { state } of statuses) counts.set(state, (counts.get(state) ?? 0) + 1);
  say([...counts].map(([state, count]) => `${count} ${state}`).join(', '));
  return !counts.has('changed');
}

const remarksOf = ({ inTransaction, after }: PlannedMigration): string =>
  [...(inTransaction ? [] : ['outside a transaction']), ...(after === undefined ? [] : [`late: ${after} is applied already`])].join('; ');

/** Tells what `migrateAll` would apply now, in order; with `sql`, its statements too. */
export async function tellMigrationPlan(config: MigrationConfig, say: Say, { sql }: { readonly sql: boolean }): Promise<void> {
  const { variable, ...migrations } = migrationsOf(config);
  const plan = await namingLogin(variable, () => planMigrations(migrations));
  for (const planned of plan) {
    const remarks = remarksOf(planned);
    const line = `${planned.module}: ${planned.name}${remarks === '' ? '' : ` (${remarks})`}`;
    say(sql ? `-- ${line}\n${planned.sql}` : line);
  }
  if (plan.length === 0) say(sql ? '-- Nothing to migrate.' : 'Nothing to migrate.');
}
