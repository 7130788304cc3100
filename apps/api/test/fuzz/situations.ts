import type { Driver } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { password } from '../authorization/people.ts';
import type { Caller } from '../authorization/table.ts';
import type { Base } from './bases.ts';
import type { FuzzRequest, Session } from './session.ts';

type Send = (operationId: string, made?: Partial<FuzzRequest>, kept?: boolean) => Promise<Record<string, unknown>>;

interface Situation {
  readonly session: Session;
  readonly sql: Driver;
  /** The request of an operation, changed; its answer's body. What it did is taken back unless it is kept. */
  readonly send: Send;
}

const json = (body: object): Partial<FuzzRequest> => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const as = (caller: Caller, body: object): Partial<FuzzRequest> => ({ ...json(body), caller });
const colleague = 'colleague@marker-of-the-organization.example';

/** What mails bring can be spent. */
async function mailed({ session: { world }, send }: Situation): Promise<void> {
  const newcomer = 'newcomer@example.com';
  await send('signUp', json({ email: newcomer, password, name: 'Newcomer' }), true);
  await send('verifyEmail', json({ email: newcomer, code: (await world.mailTo(newcomer)).code }));
  await send('forgotPassword', json({ email: colleague }), true);
  await send('resetPassword', json({ token: (await world.mailTo(colleague)).token, password: 'another horse battery staple' }));
  await send('changeEmail', as('owner', { email: 'moved@example.com' }), true);
  await send('verifyEmailChange', as('owner', { token: (await world.mailTo('moved@example.com')).token }));
  await send('createInvitation', as('owner', { email: 'stranger@example.com', role: 'member' }), true);
  const { token } = await world.mailTo('stranger@example.com');
  await send('previewInvitation', json({ token }));
  await send('acceptInvitation', as('stranger', { token }));
}

/** Someone signs in, and may no longer once banned. */
async function banned({ session: { world }, sql, send }: Situation): Promise<void> {
  const credentials = json({ email: colleague, password });
  await send('requestMagicLink', json({ email: colleague }), true);
  const link = json({ token: (await world.mailTo(colleague)).token });
  const signInBothWays = async (): Promise<void> => {
    await send('signIn', credentials);
    await send('signInByMagicLink', link);
  };
  await signInBothWays();
  await sql`update users.users set banned_until = now() + interval '1 hour' where id = ${idToUuid(world.subjects.ids['user'] ?? '')}`;
  await signInBothWays();
}

/** The last owner stays. */
async function members({ session: { world }, send }: Situation): Promise<void> {
  const { id } = JSON.parse((await world.ask({ method: 'GET', url: '/v1/me', contentType: undefined, body: undefined }, world.tokens.owner)).text) as { id: string };
  const url = `/v1/organizations/${world.subjects.ids['org'] ?? ''}/members/${id}`;
  await send('updateMember', { ...as('owner', { role: 'member' }), url });
  await send('removeMember', { caller: 'owner', url });
}

/** What is taken is taken. */
async function taken({ send }: Situation): Promise<void> {
  await send('createRole', as('owner', { key: 'support', name: 'Support', permissions: ['users:members:read'] }));
  await send('createMeter', as('operator', { key: 'api_calls', aggregation: 'count', eventType: 'api.call' }));
  await send('createProduct', as('operator', { key: 'engine', name: 'Engine' }));
}

/** A subscription that is paused, and one that has ended. */
async function subscriptions({ send }: Situation): Promise<void> {
  await send('pauseSubscription', as('owner', {}), true);
  await send('resumeSubscription', { caller: 'owner' }, true);
  await send('cancelSubscription', as('owner', { when: 'now' }), true);
  for (const operationId of ['previewSubscription', 'previewSubscriptionChange', 'changeSubscription']) await send(operationId, { caller: 'owner' });
}

/** Lists of somebody's, asked for by who may see none of it. */
async function lists({ session: { world }, send }: Situation): Promise<void> {
  const { org = '', acct = '' } = world.subjects.ids;
  await send('listAccounts', { caller: 'key', url: `/v1/accounts?ownerId=${org}` });
  for (const [operationId, path] of [['listInvoices', 'invoices'], ['listSubscriptions', 'subscriptions']] as const) {
    await send(operationId, { caller: 'key', url: `/v1/${path}?accountId=${acct}` });
  }
}

/** A single event is answered as a whole, and a batch has an end. */
async function usage({ session: { world }, send }: Situation): Promise<void> {
  const event = { specversion: '1.0', id: 'an-event', source: '/fuzz', type: 'api.call', subject: world.subjects.ids['acct'] };
  const single = (caller: Caller, changes: object): Partial<FuzzRequest> => ({ caller, headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify({ ...event, ...changes }) });
  await send('recordUsageEvents', single('owner', {}), true);
  await send('recordUsageEvents', single('owner', { data: { other: true } }));
  await send('recordUsageEvents', single('stranger', { id: 'a-strangers' }));
  await send('recordUsageEvents', { caller: 'owner', body: JSON.stringify('x'.repeat(5_000_000)) });
}

/** Answers that an operation gives only after something else has happened. The world is not the same afterwards. */
export async function arrangeSituations(session: Session, bases: readonly Base[]): Promise<void> {
  const requests = new Map(bases.map(({ request }) => [request.operationId, request]));
  const send: Send = async (operationId, made = {}, kept = false) => {
    const request = requests.get(operationId);
    if (!request) throw new Error(`There is no operation ${operationId}.`);
    const { status, text } = await session.send({ ...request, ...made }, { kept });
    if (kept && status >= 300) throw new Error(`${operationId}: ${status} ${text}`);
    return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  };
  const situation: Situation = { session, sql: session.world.database.driver('users'), send };
  for (const arrange of [lists, members, taken, usage, subscriptions, mailed, banned]) await arrange(situation);
}
