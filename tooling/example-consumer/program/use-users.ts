import { createDatabase, migrate } from '@plinth/db';
import { createIds, systemClock } from '@plinth/kernel';
import { createUsers, type Session, type Users, usersConfig, usersPermissions } from '@plinth/users';
import { usersMigrations } from '@plinth/users/migrations';
import { readConfig } from '@plinth/config';

// A program of another team: no Fastify, its own process, its own PostgreSQL.
const [url = '', migrationUrl = ''] = process.argv.slice(2);

await migrate({ url: migrationUrl, applicationUser: new URL(url).username, sets: usersMigrations });

const database = createDatabase('users', { url });
const systemDatabase = createDatabase('users', { url, acrossOwners: true });
const { users: config } = readConfig([usersConfig], { NODE_ENV: 'development' });
const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const users: Users = createUsers({ database, systemDatabase, clock: systemClock, ids: createIds(systemClock), logger, config, permissions: usersPermissions });

const email = 'operator@example.com';
const password = 'correct horse battery staple';
await users.services.createOperator({ email, password, name: 'Operator' }, { actor: { type: 'system', name: 'set-up' } });
const session: Session = await users.services.signIn({ email, password }, { actor: { type: 'anonymous' } });
const actor = await users.selectors.authenticate({ token: session.token }, { actor: { type: 'anonymous' } });
const organization = await users.services.createOrganization({ name: 'Example' }, { actor });

process.stdout.write(`${JSON.stringify({ email: session.user.email, operator: actor.type === 'user' && actor.operator, role: organization.role })}\n`);
await Promise.all([database.close(), systemDatabase.close()]);
