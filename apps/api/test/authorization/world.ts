import { setActor } from '@plinth/http';
import { readConfig } from '@plinth/config';
import { type Actor, idToUuid } from '@plinth/kernel';
import { createLogger } from '@plinth/observability';
import { createMailbox, createTestDatabase, type Mail, type TestDatabase } from '@plinth/testing';
import { type Composition, compose } from '../../src/compose.ts';
import { slices } from '../../src/config.ts';
import { migrations, openDatabases } from '../../src/databases.ts';
import { type ModuleName, moduleNames } from '../../src/modules.ts';
import { catalogueIn } from './catalogue.ts';
import { deliverMails } from './mails.ts';
import { aPerson, type Person } from './people.ts';
import type { Answer, MadeRequest, Subjects } from './requests.ts';
import type { Caller } from './table.ts';
import { onTrial, type Trial } from './trial-database.ts';

/** Two organizations with everything that a route can speak about, and everyone who could ask. */
export interface World {
  readonly composition: Composition;
  readonly database: TestDatabase;
  readonly trial: Trial;
  /** Of the organization that every request is about. */
  readonly subjects: Subjects;
  /** Undefined for nobody, and for keys where there are none yet. */
  readonly tokens: Readonly<Record<Caller, string | undefined>>;
  /** What nobody outside the organization may read, wherever it stands. */
  readonly secrets: readonly string[];
  ask(request: MadeRequest, token: string | undefined): Promise<Answer>;
  /** Asks as the stranger whose grants say that they own everything, while the database knows better. */
  askForged(request: MadeRequest, wall?: 'standing' | 'open'): Promise<Answer>;
  /** Sends what waits to be mailed; the newest mail to the address. */
  mailTo(email: string): Promise<Mail>;
  close(): Promise<void>;
}

const marker = 'marker-of-the-organization';
const system = { actor: { type: 'system', name: 'test' } } as const;

const ofEachModule = <Value>(make: (name: ModuleName) => Value): Record<string, Value> => Object.fromEntries(moduleNames.map((name) => [name, make(name)]));

/** Puts the deployment together as `main` does, on databases that can take back what a request did. */
async function aComposition(trial: Trial, forge: () => Actor | undefined) {
  const [database, mailbox] = await Promise.all([createTestDatabase({ sets: migrations, name: 'authorization' }), createMailbox()]);
  const noLimits = { TRAFFIC_PER_KEY: '0', TRAFFIC_PER_USER: '0', TRAFFIC_PER_ADDRESS: '0', SIGN_IN_FAILURES_PER_CLIENT: '1000', SIGN_IN_FAILURES_PER_ACCOUNT: '1000' };
  const config = readConfig(slices, { NODE_ENV: 'test', DATABASE_URL: database.url, SMTP_URL: mailbox.url, ...noLimits });
  const opened = openDatabases(config.database);
  const composition = await compose({
    config,
    environment: 'test',
    version: '0.0.0',
    logger: createLogger({ level: 'silent', pretty: false, service: 'test' }),
    databases: {
      ...opened,
      ...ofEachModule((name) => ({ ...opened[name], own: onTrial<string>(opened[name].own, trial) })),
    },
    extra: (app) => {
      app.addHook('preParsing', async (request) => {
        const forged = forge();
        if (forged) setActor(request, forged);
      });
    },
  });
  await composition.app.server.ready();
  const close = async (): Promise<void> => {
    await composition.app.server.close();
    await composition.close();
    await mailbox.close();
    await database.close();
  };
  return { composition, database, mailbox, close };
}

/** A key of the organization; undefined where this deployment has none. */
async function aKey({ app }: Composition, ask: World['ask'], token: string, organizationId: string, scopes: string[]) {
  const path = '/v1/organizations/{organizationId}/api-keys';
  if (!(path in (app.document()['paths'] as object))) return undefined;
  const body = JSON.stringify({ name: 'A key', scopes });
  const answer = await ask({ method: 'POST', url: path.replace('{organizationId}', organizationId), contentType: 'application/json', body }, token);
  if (answer.status !== 201) throw new Error(`No key: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as { id: string; key: string };
}

export async function aWorld(): Promise<World> {
  const trial: Trial = { rollsBack: false, scope: undefined, disturbance: undefined, refused: false };
  let forged: Actor | undefined;
  const { composition, database, mailbox, close } = await aComposition(trial, () => forged);
  const { users, billing, app } = composition;
  const sql = database.driver('users');

  const ask = async ({ method, url, contentType, body }: MadeRequest, token: string | undefined): Promise<Answer> => {
    const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(contentType !== undefined && { 'content-type': contentType }) };
    const answer = await app.server.inject({ method: method as 'GET', url, headers, ...(body !== undefined && { payload: body }) });
    return { status: answer.statusCode, text: answer.body };
  };

  const person = (name: string, operator = false) => aPerson({ users, sql, email: `${name}@${marker}.example`, operator });
  const [owner, admin, money, member, colleague] = [await person('owner'), await person('admin'), await person('billing'), await person('member'), await person('colleague')];
  const operator = await aPerson({ users, sql, email: 'operator@example.com', operator: true });
  const stranger = await aPerson({ users, sql, email: 'stranger@example.com', operator: false });

  const callOf = async ({ token }: Person) => ({ actor: await users.selectors.authenticate({ token }, { actor: { type: 'anonymous' } }) });
  const organization = await users.services.createOrganization({ name: marker }, await callOf(owner));
  const other = await users.services.createOrganization({ name: 'Another' }, await callOf(stranger));
  const members = [[admin, 'admin'], [money, 'billing'], [member, 'member'], [colleague, 'member']] as const;
  for (const [{ id }, role] of members) {
    await sql`insert into users.memberships (organization_id, user_id, role, created_at) values (${idToUuid(organization.id)}, ${idToUuid(id)}, ${role}, now())`;
  }
  const ownerCall = await callOf(owner);
  // The first one makes the key that signs it.
  await users.services.issueAccessToken({}, ownerCall);
  const organizationId = organization.id;
  await users.services.createRole({ organizationId, key: 'support', name: marker, permissions: ['users:members:read'] }, ownerCall);
  const invitation = await users.services.createInvitation({ organizationId, email: `guest@${marker}.example`, role: 'member' }, ownerCall);

  for (const [id, name] of [[organizationId, marker], [other.id, 'Another']] as const) {
    const event = { id: idToUuid(id), type: 'users.organization_created', version: 1, payload: { organizationId: id, name }, occurredAt: new Date().toISOString() };
    await billing.receive({ subscriber: 'billing.openAccount', event }, system);
  }
  const catalogue = await catalogueIn({ ask, operator: operator.token, owner: owner.token, organizationId });

  const expired = await aPerson({ users, sql, email: owner.email, operator: false, exists: true });
  const revoked = await aPerson({ users, sql, email: owner.email, operator: false, exists: true });
  const [, expiredSession = ''] = expired.token.split('_');
  await sql`update users.sessions set expires_at = now() - interval '1 day' where id = ${idToUuid(`sess_${expiredSession}`)}`;
  await users.services.signOut({}, await callOf(revoked));

  const key = await aKey(composition, ask, owner.token, organizationId, ['users:audit:read']);
  const strangerKey = await aKey(composition, ask, stranger.token, other.id, ['users:members:read', 'billing:accounts:read']);
  const keys = { key: key?.key, strangerKey: strangerKey?.key };

  const ids = { ...catalogue, org: organizationId, user: colleague.id, invite: invitation.id, sess: `sess_${expiredSession}`, ...(key && { key: key.id }) };
  const strangerActor = (await callOf(stranger)).actor as Extract<Actor, { type: 'user' }>;
  const all = ownerCall.actor.grants.map((grant) => ({ ...grant, ownerId: organizationId }));
  const ownScope = { ...ofEachModule(() => [other.id]), users: [idToUuid(stranger.id), idToUuid(other.id)] };
  return {
    composition,
    database,
    trial,
    subjects: { ids, names: { role: 'support' } },
    tokens: {
      nobody: undefined, expired: expired.token, revoked: revoked.token, owner: owner.token, admin: admin.token, billing: money.token, member: member.token,
      stranger: stranger.token, operator: operator.token, ...keys,
    },
    secrets: [marker, owner.id, admin.id, member.id, ...Object.entries(ids).flatMap(([prefix, id]) => (['plan', 'mtr', 'prod', 'feat', 'coupon', 'taxrate', 'sess'].includes(prefix) ? [] : [id]))],
    ask,
    askForged: async (request, wall = 'standing') => {
      forged = { ...strangerActor, grants: [...strangerActor.grants, ...all] };
      if (wall === 'standing') trial.scope = ownScope;
      trial.refused = false;
      try {
        return await ask(request, stranger.token);
      } finally {
        forged = undefined;
        trial.scope = undefined;
      }
    },
    mailTo: async (email) => {
      await deliverMails(users, sql);
      const mail = mailbox.messages().find(({ to }) => to.includes(email));
      if (!mail) throw new Error(`No mail to ${email}.`);
      return mail;
    },
    close,
  };
}
