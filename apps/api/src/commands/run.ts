import { readConfig, readEnvironment } from '@plinth/config';
import { AppError } from '@plinth/kernel';
import type { Command } from '../command-line.ts';
import { databaseConfig, developmentConfig, type HostConfig, slices } from '../config.ts';
import { refuseToStart } from '../lifecycle/refuse.ts';
import { topologyConfig } from '../topology/config.ts';
import { checkDeployment } from './check.ts';
import { createOperator } from './create-operator.ts';
import { resendLetters, tellLetters } from './dead-letters.ts';
import { migrateAll, type MigrationConfig, tellMigrationPlan, tellMigrationStatus } from './migrate.ts';
import { openApiText } from './openapi.ts';
import { seed, sower } from './seed.ts';

type WithDatabase = Pick<HostConfig, 'database' | 'development'>;

/** Development may use the embedded database, which a production image does not even carry. */
async function withDatabase<Config extends WithDatabase>(config: Config, work: (config: Config) => Promise<void>): Promise<void> {
  if (config.database.databaseUrl !== undefined) return work(config);
  const { withEmbeddedDatabase } = await import('../development/database.ts');
  const embedded = await withEmbeddedDatabase(config);
  try {
    await work(embedded.config);
  } finally {
    await embedded.stop();
  }
}

/** For a migrator, which knows the database, what it is to hold and nothing else of the deployment. */
const withMigrations = (work: (config: MigrationConfig) => Promise<void>): Promise<void> =>
  withDatabase(readConfig([databaseConfig, topologyConfig, developmentConfig]), work);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function perform(command: Command): Promise<void> {
  switch (command.name) {
    case 'migrate':
      return withMigrations(async (config) => {
        const applied = await migrateAll(config, say);
        if (applied === 0) say('Nothing to migrate.');
      });
    case 'migrate plan':
      return withMigrations((config) => tellMigrationPlan(config, say, command));
    case 'migrate status':
      return withMigrations(async (config) => {
        if (!(await tellMigrationStatus(config, say))) process.exitCode = 1;
      });
    case 'operator create':
      return withDatabase(readConfig(slices), async (config) => {
        if (readEnvironment() !== 'production') await migrateAll(config, () => undefined);
        const id = await createOperator(config, readEnvironment(), { email: command.email, input: process.stdin });
        say(`${id} operates this deployment.`);
      });
    case 'dead-letters list':
      return withMigrations((config) => tellLetters(config, say, command));
    case 'dead-letters resend':
      return withMigrations((config) => resendLetters(config, say, command));
    case 'seed':
      return withDatabase(readConfig(slices), async (config) => {
        await migrateAll(config, () => undefined);
        await seed(config, command);
        say(`${command.organizations} organizations, ${command.events} events; sign in as ${sower.email} with the password: ${sower.password}`);
      });
    case 'check':
      if (!(await checkDeployment(say))) process.exitCode = 1;
      return;
    case 'openapi':
      process.stdout.write(await openApiText());
  }
}

/** Does what the command says; one that fails says why in words for a person at a terminal, and ends with 1. */
export async function run(command: Command): Promise<void> {
  try {
    await perform(command);
  } catch (error) {
    if (!(error instanceof AppError)) refuseToStart(error);
    const issues = error.issues.map(({ pointer, message }) => `  ${pointer}  ${message}\n`);
    process.stderr.write(`${error.message} (${error.code})\n${issues.join('')}`);
    process.exitCode = 1;
  }
}
