import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../authorization/table.ts';
import type { Base } from './bases.ts';
import type { Answer } from './contract.ts';
import type { FuzzRequest, Session } from './session.ts';

type Resource = Readonly<Record<string, unknown>>;

interface Chain {
  readonly create: Base;
  readonly read: Base;
  readonly update: Base | undefined;
}

/** Where something is made that can be read by its id. */
function chainsIn(bases: readonly Base[]): Chain[] {
  return bases.flatMap((create) => {
    const { method, path, responses } = create.operation;
    if (method !== 'POST' || !responses['201']) return [];
    const at = (wanted: string): Base | undefined => bases.find(({ operation }) => operation.method === wanted && operation.path.replace(/\/\{\w+\}$/, '') === path && operation.path !== path);
    const read = at('GET');
    return read ? [{ create, read, update: at('PATCH') }] : [];
  });
}

/** What must be the only one of its name. */
const unique = (example: unknown): string =>
  JSON.stringify(example, (field, value: unknown) => (['key', 'code'].includes(field) && typeof value === 'string' ? `${value}-chain` : field === 'email' ? 'chain@example.com' : value));

const read = ({ text }: Answer): Resource => JSON.parse(text) as Resource;

/** The fields that both have and that differ. */
const differing = (one: Resource, other: Resource): string[] => Object.keys(one).filter((field) => field in other && !isDeepStrictEqual(one[field], other[field]));

const makers = ['owner', 'operator'] as const;

/** The answer to the first who gets that status, or to the last. */
async function firstOf(callers: readonly Caller[], status: number, ask: (caller: Caller) => Promise<Answer>): Promise<Answer> {
  const [caller = 'nobody', ...others] = callers;
  const answer = await ask(caller);
  return answer.status === status || others.length === 0 ? answer : firstOf(others, status, ask);
}

/** Makes, reads, changes and reads: each reading tells what the writing before it told. What was made stays. */
async function follow({ send }: Session, { create, read: reading, update }: Chain): Promise<string[]> {
  const { operationId } = create.operation;
  const made: FuzzRequest = { ...create.request, body: unique(create.example) };
  const created = await firstOf(makers, 201, (caller) => send({ ...made, caller }, { kept: true }));
  if (created.status !== 201) return [`${operationId} makes nothing: ${created.status} ${created.text}`];

  const url = String(created.headers['location']);
  const get = (): Promise<Answer> => firstOf(makers, 200, (caller) => send({ ...reading.request, caller, url }));
  const first = await get();
  if (first.status !== 200) return [`${operationId}: ${first.status} at ${url}`];
  const found = differing(read(created), read(first)).map((field) => `${operationId}: ${field} is read as another than was made`);
  if (!update) return found;

  const patch = { ...update.request, url };
  const headers = { ...patch.headers, 'if-match': String(first.headers['etag']) };
  const changed = await firstOf(makers, 200, (caller) => send({ ...patch, caller, headers }, { kept: true }));
  const second = await get();
  found.push(...differing(read(changed), read(second)).map((field) => `${update.operation.operationId}: ${field} is read as another than was changed`));
  if (second.headers['etag'] === first.headers['etag']) found.push(`${update.operation.operationId}: the ETag is the same after a change`);
  const late = await firstOf(makers, 412, (caller) => send({ ...patch, caller, headers }));
  if (late.status !== 412) found.push(`${update.operation.operationId}: ${late.status} to a version that is over`);
  return found;
}

/** Follows every chain; tells how many there are, and what one reading told that no writing did. */
export async function followChains(session: Session, bases: readonly Base[]): Promise<{ chains: number; found: string[] }> {
  const chains = chainsIn(bases);
  const found: string[] = [];
  for (const chain of chains) found.push(...(await follow(session, chain)));
  return { chains: chains.length, found };
}
