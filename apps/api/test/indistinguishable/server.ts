import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@plinth/config';
import { createIds, systemClock } from '@plinth/kernel';
import { createLogger } from '@plinth/observability';
import { createUsers, parsePepper, passwordHasher, usersErrors, usersPermissions } from '@plinth/users';
import { usersRoutes } from '@plinth/users/http';
import { createApp } from '../../src/app.ts';
import { slices } from '../../src/config.ts';
import { openDatabases } from '../../src/databases.ts';
import { createReadiness } from '../../src/lifecycle/readiness.ts';

/** As expensive as in production, or as cheap as argon2 can be, so that nothing hides behind the hash. */
const costs = { full: {}, minimum: { memory: 8, passes: 1 } } as const;

/** The API without its background work, which another process does. A request with `x-plant` waits that many milliseconds. */
async function main(cost: keyof typeof costs): Promise<void> {
  const { host, database, users: config } = readConfig(slices);
  const databases = openDatabases(database);
  const logger = createLogger({ level: 'error', pretty: false, service: 'indistinguishable' });
  const users = createUsers({
    database: databases.users.own,
    systemDatabase: databases.users.system,
    clock: systemClock,
    ids: createIds(systemClock),
    logger,
    config,
    permissions: usersPermissions,
    hasher: passwordHasher({ peppers: config.passwordPeppers.reveal().map(parsePepper), ...costs[cost] }),
  });
  const { server } = await createApp({
    version: '1.2.3',
    clock: systemClock,
    logger,
    trustedProxies: [],
    traffic: { perKey: 0, perUser: 0, perAddress: 0 },
    security: { contacts: [], policy: undefined },
    origin: 'https://app.example.com',
    getKeySet: async () => ({ keys: [] }),
    authenticate: (token, call) => users.selectors.authenticate({ token }, call),
    routes: (v1) => usersRoutes(v1, { users }),
    errors: Object.values(usersErrors),
    readiness: createReadiness(databases.needs),
    metrics: undefined,
    extra: (app) => {
      app.addHook('preHandler', async (request) => {
        const milliseconds = Number(request.headers['x-plant'] ?? 0);
        if (milliseconds > 0) await sleep(milliseconds);
      });
    },
  });
  console.log(`Listening at ${await server.listen({ host: host.host, port: host.port })}`);
}

await main(process.argv[2] === 'minimum' ? 'minimum' : 'full');
