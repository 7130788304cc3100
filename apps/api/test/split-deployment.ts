import { randomBytes } from 'node:crypto';
import { createMailbox, createTestDatabase } from '@plinth/testing';
import { migrationsFor } from '../src/databases.ts';
import { moduleNames } from '../src/modules.ts';
import { type ApiProcess, createProcesses, type Deployment } from './api-process.ts';
import { aFreePort } from './free-port.ts';

/** What the process of billing hosts: every module but users. */
const others = moduleNames.filter((name) => name !== 'users');
const urlsOfOthers = (url: string): Record<string, string> => Object.fromEntries(others.map((name) => [`${name.toUpperCase()}_URL`, url]));

/** Users and billing, each in a process and on a database of its own. */
export interface Pair {
  readonly users: ApiProcess;
  readonly billing: ApiProcess;
}

export interface SplitDeployment extends Deployment {
  startPair(variables?: Record<string, string>): Promise<Pair>;
  /** One process of the newest pair again, where the other one looks for it. */
  restart(module: keyof Pair): Promise<ApiProcess>;
}

export async function aSplitDeployment(): Promise<SplitDeployment> {
  const [usersDatabase, billingDatabase, mailbox] = await Promise.all([
    createTestDatabase({ sets: migrationsFor(['users']), name: 'users' }),
    createTestDatabase({ sets: migrationsFor(others), name: 'billing' }),
    createMailbox(),
  ]);
  const processes = createProcesses();
  const serviceKey = randomBytes(32).toString('base64');
  let settings: Readonly<Record<keyof Pair, Record<string, string>>> | undefined;

  async function settingsOfPair(variables: Record<string, string>): Promise<Readonly<Record<keyof Pair, Record<string, string>>>> {
    const [usersPort, billingPort] = [await aFreePort(), await aFreePort()];
    const both = { SMTP_URL: mailbox.url, SERVICE_KEY: serviceKey, ...variables };
    return {
      users: { ...both, MODULES: 'users', DATABASE_URL: usersDatabase.url, INTERNAL_PORT: String(usersPort), ...urlsOfOthers(`http://127.0.0.1:${billingPort}`) },
      billing: { ...both, MODULES: others.join(), DATABASE_URL: billingDatabase.url, INTERNAL_PORT: String(billingPort), USERS_URL: `http://127.0.0.1:${usersPort}` },
    };
  }

  async function startPair(variables: Record<string, string> = {}): Promise<Pair> {
    settings = await settingsOfPair(variables);
    const [users, billing] = await Promise.all([processes.start(settings.users), processes.start(settings.billing)]);
    return { users, billing };
  }

  return {
    database: { ...usersDatabase, driver: (module) => (module === 'users' ? usersDatabase : billingDatabase).driver(module) },
    mailbox,
    variables: {
      MODULES: 'users',
      DATABASE_URL: usersDatabase.url,
      MIGRATION_DATABASE_URL: usersDatabase.migrationUrl,
      SMTP_URL: mailbox.url,
      SERVICE_KEY: serviceKey,
      // Nobody there: the command calls users alone.
      ...urlsOfOthers('http://127.0.0.1:1'),
    },
    startPair,
    restart: async (module) => {
      if (!settings) throw new Error('No pair has been started.');
      return processes.start(settings[module]);
    },
    start: async (variables) => {
      const { users, billing } = await startPair(variables);
      return {
        ...users,
        end: async (signal) => {
          const [code] = await Promise.all([users.end(signal), billing.end(signal)]);
          return code;
        },
      };
    },
    close: async () => {
      await processes.end();
      await Promise.all([mailbox.close(), usersDatabase.close(), billingDatabase.close()]);
    },
  };
}
