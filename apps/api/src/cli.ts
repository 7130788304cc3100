import { parseArgs } from 'node:util';
import { readConfig, readEnvironment } from '@plinth/config';
import { AppError } from '@plinth/kernel';
import { checkDeployment } from './commands/check.ts';
import { createOperator } from './commands/create-operator.ts';
import { migrateAll, type MigrationConfig, tellMigrationPlan, tellMigrationStatus } from './commands/migrate.ts';
import { openApiText } from './commands/openapi.ts';
import { seed, sower } from './commands/seed.ts';
import { databaseConfig, developmentConfig, type HostConfig, slices } from './config.ts';
import { refuseToStart } from './lifecycle/refuse.ts';
import { topologyConfig } from './topology/config.ts';

const usage = `Usage: plinth COMMAND

  migrate [apply]                                      applies what is pending in every module of MODULES
  migrate plan [--sql]                                 tells what would be applied, in order; with --sql, the statements too
  migrate status                                       tells the state of every migration
  operator create --email ADDRESS --password-stdin     makes a verified operator; the password is the first line of standard input
  seed [--organizations N] [--events N]                makes a demo with subscriptions, use and invoices; in development alone
  check --deploy                                       looks at the configuration and the database for what production refuses
  openapi                                              prints the OpenAPI document
`;

class UsageError extends Error {}

interface Arguments {
  readonly words: readonly string[];
  readonly email: string | undefined;
  readonly passwordStdin: boolean;
  readonly deploy: boolean;
  readonly sql: boolean;
  readonly organizations: string;
  readonly events: string;
}

function read(args: string[]): Arguments {
  const options = { email: { type: 'string' }, 'password-stdin': { type: 'boolean' }, deploy: { type: 'boolean' }, sql: { type: 'boolean' }, organizations: { type: 'string' }, events: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { email, deploy = false, sql = false, organizations = '1', events = '1500' } = values;
    return { words: positionals, email, passwordStdin: values['password-stdin'] ?? false, deploy, sql, organizations, events };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type WithDatabase = Pick<HostConfig, 'database' | 'development'>;

/** Development may use the embedded database, which a production image does not even carry. */
async function withDatabase<Config extends WithDatabase>(config: Config, work: (config: Config) => Promise<void>): Promise<void> {
  if (config.database.databaseUrl !== undefined) return work(config);
  const { withEmbeddedDatabase } = await import('./development/database.ts');
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

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d{1,8}$/.test(text) || count === 0) throw new UsageError(`--${option} takes a number from 1 to 99999999, not ${JSON.stringify(text)}.`);
  return count;
}

async function run({ words, email, passwordStdin, deploy, sql, organizations, events }: Arguments): Promise<void> {
  switch (words.join(' ')) {
    case 'migrate':
    case 'migrate apply':
      return withMigrations(async (config) => {
        const applied = await migrateAll(config, say);
        if (applied === 0) say('Nothing to migrate.');
      });
    case 'migrate plan':
      return withMigrations((config) => tellMigrationPlan(config, say, { sql }));
    case 'migrate status':
      return withMigrations(async (config) => {
        if (!(await tellMigrationStatus(config, say))) process.exitCode = 1;
      });
    case 'operator create':
      if (email === undefined || !passwordStdin) throw new UsageError('operator create needs --email ADDRESS and --password-stdin.');
      return withDatabase(readConfig(slices), async (config) => {
        if (readEnvironment() !== 'production') await migrateAll(config, () => undefined);
        const id = await createOperator(config, readEnvironment(), { email, input: process.stdin });
        say(`${id} operates this deployment.`);
      });
    case 'seed': {
      const profile = { organizations: countOf('organizations', organizations), events: countOf('events', events) };
      if (readEnvironment() === 'production') throw new UsageError('seed makes an operator whose password everybody knows: not in production.');
      return withDatabase(readConfig(slices), async (config) => {
        await migrateAll(config, () => undefined);
        await seed(config, profile);
        say(`${profile.organizations} organizations, ${profile.events} events; sign in as ${sower.email} with the password: ${sower.password}`);
      });
    }
    case 'check':
      if (!deploy) throw new UsageError('check needs --deploy: the code is checked by npm test.');
      if (!(await checkDeployment(say))) process.exitCode = 1;
      return;
    case 'openapi':
      process.stdout.write(await openApiText());
      return;
    default:
      throw new UsageError(words.length === 0 ? 'No command.' : `Unknown command: ${words.join(' ')}.`);
  }
}

/** What went wrong, for a person at a terminal: code 2 for a wrong command, 1 for one that failed. */
function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof AppError) {
    const issues = error.issues.map(({ pointer, message }) => `  ${pointer}  ${message}\n`);
    process.stderr.write(`${error.message} (${error.code})\n${issues.join('')}`);
    process.exitCode = 1;
  } else {
    refuseToStart(error);
  }
}

await Promise.resolve(process.argv.slice(2)).then(read).then(run).catch(fail);
