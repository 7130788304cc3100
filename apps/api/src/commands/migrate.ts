import { migrate, migrationStatus, type PlannedMigration, planMigrations } from '@plinth/db';
import type { DatabaseConfig } from '../config.ts';
import { migrations } from '../databases.ts';

type Say = (line: string) => void;

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);

function migratingUrl({ databaseUrl, migrationDatabaseUrl }: DatabaseConfig): string {
  const url = migrationDatabaseUrl ?? databaseUrl;
  if (url === undefined) throw new Error('There is no database: set DATABASE_URL.');
  return url.reveal();
}

/** Applies what is pending in every module, as the role of `MIGRATION_DATABASE_URL`; the role of `DATABASE_URL` may then run them. */
export async function migrateAll(config: DatabaseConfig, say: Say): Promise<number> {
  const url = migratingUrl(config);
  const runs = config.databaseUrl?.reveal();
  const applicationUser = runs === undefined || runs === url ? undefined : userOf(runs);
  const applied = await migrate({ url, applicationUser, sets: migrations, onApplied: (module, name) => say(`${module}: ${name}`) });
  return applied.length;
}

/** Tells the state of every file; false where one was changed after it was applied, which keeps the others from being applied. */
export async function tellMigrationStatus(config: DatabaseConfig, say: Say): Promise<boolean> {
  const statuses = await migrationStatus({ url: migratingUrl(config), sets: migrations });
  for (const { module, name, state } of statuses) say(`${state.padEnd(7)}  ${module}: ${name}`);
  const counts = new Map<string, number>();
  for (const { state } of statuses) counts.set(state, (counts.get(state) ?? 0) + 1);
  say([...counts].map(([state, count]) => `${count} ${state}`).join(', '));
  return !counts.has('changed');
}

const remarksOf = ({ inTransaction, after }: PlannedMigration): string =>
  [...(inTransaction ? [] : ['outside a transaction']), ...(after === undefined ? [] : [`late: ${after} is applied already`])].join('; ');

/** Tells what `migrateAll` would apply now, in order; with `sql`, its statements too. */
export async function tellMigrationPlan(config: DatabaseConfig, say: Say, { sql }: { readonly sql: boolean }): Promise<void> {
  const plan = await planMigrations({ url: migratingUrl(config), sets: migrations });
  for (const planned of plan) {
    const remarks = remarksOf(planned);
    const line = `${planned.module}: ${planned.name}${remarks === '' ? '' : ` (${remarks})`}`;
    say(sql ? `-- ${line}\n${planned.sql}` : line);
  }
  if (plan.length === 0) say(sql ? '-- Nothing to migrate.' : 'Nothing to migrate.');
}
