import { createDatabase } from '@plinth/db';
import { createIds } from '@plinth/kernel';
import { createUsers, type HostedUsers, usersPermissions } from '../src/index.ts';
import { quickHasher, type TestUsers } from '../testing/index.ts';

export interface Instance {
  readonly users: HostedUsers;
  close(): Promise<void>;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One more instance of the module on the database of a house, as another process would have it; by way of `url` where it is given. */
export function anotherInstance({ database, clock, config }: TestUsers, url = database.url, permissions: readonly string[] = usersPermissions): Instance {
  const pools = createDatabase('users', { url });
  const users = createUsers({ database: pools, systemDatabase: pools, clock, ids: createIds(clock), logger: quiet, rehearse: true, config, permissions, hasher: quickHasher() });
  return { users, close: () => pools.close() };
}
