import { Secret } from '@plinth/config';
import { createDatabase, type Driver } from '@plinth/db';
import { createIds } from '@plinth/kernel';
import { createMailbox, createTestDatabase, type Mailbox, testClock, type TestClock, type TestDatabase } from '@plinth/testing';
import { createUsers, type PasswordHasher, passwordHasher, type PasswordHasherOptions, type Secrets, type HostedUsers, type UsersConfig, usersPermissions } from '../src/index.ts';
import { keepUp } from '../src/jobs/upkeep.ts';
import { usersMigrations } from '../src/migrations.ts';
import { createUpkeep } from '../src/module.ts';

export interface TestUsersOptions {
  readonly config?: Partial<UsersConfig>;
  /** Stands still at noon UTC of 1 January 2027 unless told. */
  readonly clock?: TestClock;
  readonly hasher?: PasswordHasher;
  readonly secrets?: Secrets;
  /** A database of several modules; one with users alone is made where it is left out. */
  readonly database?: TestDatabase;
  readonly permissions?: readonly string[];
  /** False leaves the events in the outbox. */
  readonly worker?: boolean;
}

/** Users on a database of its own, with a real mail server and its worker. */
export interface TestUsers {
  readonly users: HostedUsers;
  readonly clock: TestClock;
  readonly mailbox: Mailbox;
  readonly config: UsersConfig;
  /** Reads and writes every row of the module, whoever owns it. */
  readonly sql: Driver;
  readonly database: TestDatabase;
  /** Does what the module's schedule does every hour. */
  keepUp(): Promise<void>;
  close(): Promise<void>;
}

/** The least that argon2 takes: a test that is not about the cost should not pay it. */
export const quickHasher = (options: PasswordHasherOptions = {}): PasswordHasher =>
  passwordHasher({ memory: 8, passes: 1, concurrency: 2, peppers: [{ version: 1, key: 'a-pepper-of-passwords-for-tests' }], ...options });

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const testConfig = (smtpUrl: string, changes: Partial<UsersConfig>): UsersConfig => ({
  codeKey: new Secret('a-key-of-codes-for-tests-and-for-nothing-else'),
  passwordPeppers: new Secret(['1:a-pepper-of-passwords-for-tests-and-nothing-else']),
  sealingKeys: new Secret(['1:a-sealing-key-for-tests-and-for-nothing-else']),
  publicUrl: 'https://api.example.com',
  productName: 'Plinth',
  breachListUrl: undefined,
  smtpUrl: new Secret(smtpUrl),
  mailFrom: 'Plinth <no-reply@example.com>',
  linkBaseUrl: 'https://app.example.com/account',
  signInFailuresPerAccount: 5,
  signInFailuresPerClient: 10,
  mailsPerAddress: 5,
  sessionDays: 30,
  sessionIdleDays: 14,
  operatorSessionHours: 24,
  operatorSessionIdleMinutes: 60,
  apiKeyEnvironment: 'test',
  apiKeyUnusedDays: 90,
  leakReportsPerClient: 20,
  ...changes,
});

export async function createTestUsers(options: TestUsersOptions = {}): Promise<TestUsers> {
  const { clock = testClock(), hasher = quickHasher(), permissions = usersPermissions, worker = true } = options;
  const mailbox = await createMailbox();
  const database = options.database ?? (await createTestDatabase({ sets: usersMigrations, name: 'users' }));
  const config = testConfig(mailbox.url, options.config ?? {});
  const pools = createDatabase('users', { url: database.url });
  const system = createDatabase('users', { url: database.url, acrossOwners: true });
  const users = createUsers({
    database: pools,
    systemDatabase: system,
    clock,
    ids: createIds(clock),
    logger: quiet,
    rehearse: true,
    config,
    permissions,
    hasher,
    ...(options.secrets && { secrets: options.secrets }),
  });
  const upkeep = createUpkeep({ database: system, clock, ids: createIds(clock), logger: quiet, rehearse: true, config });
  if (worker) await users.worker.start([users]);
  return {
    users,
    clock,
    mailbox,
    config,
    sql: database.driver('users'),
    database,
    keepUp: () => keepUp(upkeep),
    close: async () => {
      if (worker) await users.worker.stop();
      await Promise.all([pools.close(), system.close()]);
      await mailbox.close();
      if (!options.database) await database.close();
    },
  };
}
