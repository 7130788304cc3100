import { askers, type Base } from './bases.ts';
import { broken, fragments, pathsIn, replaced, without, withUnknown } from './bodies.ts';
import type { FuzzRequest, Session } from './session.ts';

const nobodys = (text: string): string => text.replaceAll(/_[0-9a-z]{26}/g, '_01h2xcejqtf2nbrexx3vqjhp41');
const takesKey = ({ operation }: Base): boolean => operation.parameters.some(({ name }) => name === 'Idempotency-Key');
const ofOtherKind = (url: string): string => url.replaceAll(/\/[a-z]{1,10}_([0-9a-z]{26})/g, '/odd_$1');

/** The example with each field dropped, of a wrong type, and with one more. */
export function wrongBodies({ request, example }: Base): FuzzRequest[] {
  if (example === undefined) return [];
  const paths = pathsIn(example).filter((path) => path.length > 0);
  const wrong = paths.flatMap((path) => [without(example, path), replaced(example, path, 'null'), replaced(example, path, '{"a":[]}'), replaced(example, path, '"\\u0000"')]);
  return [...wrong, withUnknown(example, []), ...broken, ...fragments].map((body) => ({ ...request, body }));
}

/** Requests by which an operation comes to answer what its documentation says, each of which is one way to be wrong. */
function refusals(base: Base): FuzzRequest[] {
  const { request, operation } = base;
  const { url, headers, body } = request;
  const path = url.split('?', 1)[0] ?? '';
  const last = path.split('/').findLast((part) => /^[a-z]+_[0-9a-z]{26}/.test(part));
  const longer = operation.path.replaceAll(/\{\w+\}/g, 'x'.repeat(2000));
  return [
    ...(last === undefined ? [] : [{ ...request, url: nobodys(url) }, { ...request, url: ofOtherKind(url) }]),
    ...(url.includes('?') ? [{ ...request, url: nobodys(url) }, { ...request, url: path }] : []),
    ...(operation.path.includes('{') ? [{ ...request, url: longer }] : []),
    { ...request, url: `${path}?unknown=1` },
    ...(takesKey(base) ? [{ ...request, headers: { ...headers, 'idempotency-key': 'x'.repeat(256) } }] : []),
    ...(operation.path.includes('{role}') ? [{ ...request, url: url.replace('/roles/support', '/roles/owner') }, { ...request, url: url.replace('/roles/support', '/roles/nobodys') }] : []),
    ...(body === undefined ? [] : [{ ...request, body: nobodys(body) }]),
    ...(operation.method === 'GET' ? [] : [
      { ...request, headers: { 'content-type': 'application/json', ...headers }, body: '{' },
      { ...request, headers: { 'content-type': 'application/json', ...headers }, body: `"${'x'.repeat(2_000_000)}"` },
      { ...request, headers: { 'content-type': 'application/xml' }, body: '<name/>' },
    ]),
  ];
}

/** The one who gets a success of the operation, if somebody does. */
async function tryEverybody({ send }: Session, { request }: Base): Promise<FuzzRequest | undefined> {
  let granted: FuzzRequest | undefined;
  for (const caller of askers) {
    const asked = { ...request, caller };
    const { status } = await send(asked);
    if (status < 300) granted ??= asked;
  }
  return granted;
}

/** Answers that depend on a version. */
async function conditions({ send }: Session, { operation }: Base, granted: FuzzRequest): Promise<void> {
  if (operation.responses['304']) {
    const { headers } = await send(granted);
    await send({ ...granted, headers: { ...granted.headers, 'if-none-match': String(headers['etag']) } });
  }
  if (operation.responses['412']) await send({ ...granted, headers: { ...granted.headers, 'if-match': '"999999"' } });
}

/** Answers that are not about the request, but about what else goes on: the database's, and another call's with the same key. */
async function circumstances({ send, world }: Session, base: Base, request: FuzzRequest): Promise<void> {
  const withKey = { ...request, headers: { ...request.headers, 'idempotency-key': 'a-key' } };
  const under = async (disturbance: typeof world.trial.disturbance, asked: FuzzRequest, status?: number): Promise<void> => {
    world.trial.disturbance = disturbance;
    await send(asked, status === undefined ? {} : { status }).finally(() => (world.trial.disturbance = undefined));
  };
  if (takesKey(base)) {
    await under('key in flight', withKey);
    await under('key of other input', withKey);
  }
  await under('database lost', request, 503);
  await under('database at fault', request, 500);
}

/** Brings an operation into every state that can be arranged from outside. */
export async function arrange(session: Session, base: Base): Promise<void> {
  const granted = await tryEverybody(session, base);
  for (const refusal of refusals(base)) await session.send({ ...refusal, caller: granted?.caller ?? 'owner' });
  if (granted) await conditions(session, base, granted);
  await circumstances(session, base, granted ?? base.request);
}
