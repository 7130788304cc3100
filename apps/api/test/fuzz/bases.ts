import { operationsOf, requestOf } from '../authorization/requests.ts';
import type { Caller } from '../authorization/table.ts';
import type { Operation } from './contract.ts';
import type { FuzzRequest, Session } from './session.ts';

/** An operation and the request of it that everything else is made from: its example, about what is there. */
export interface Base {
  readonly operation: Operation;
  readonly request: FuzzRequest;
  readonly example: unknown;
}

/** Who asks most of the time: someone with the right, and others. */
export const askers = ['owner', 'operator', 'member', 'nobody', 'stranger', 'key'] as const satisfies readonly Caller[];

/** Keys of people are not those of their organizations. */
async function ownKey({ send, world }: Session): Promise<string> {
  const body = JSON.stringify({ name: 'Own', scopes: ['users:members:read'] });
  const answer = await send({ operationId: 'createApiKey', caller: 'owner', method: 'POST', url: '/v1/me/api-keys', headers: { 'content-type': 'application/json' }, body }, { kept: true });
  return String((JSON.parse(answer.text) as { id?: string }).id ?? world.subjects.ids['key']);
}

export async function basesOf(session: Session): Promise<Base[]> {
  const { contract, world } = session;
  const documented = new Map(operationsOf(world.composition.app.document()).map((operation) => [operation.operationId, operation]));
  const key = await ownKey(session);
  return contract.operations.map((operation) => {
    const { operationId, method, path } = operation;
    const known = documented.get(operationId);
    if (!known) throw new Error(`${operationId} is served and not documented.`);
    const { ids, names } = world.subjects;
    const { url, contentType, body } = requestOf(known, { ids: path.startsWith('/v1/me/') ? { ...ids, key } : ids, names });
    const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
    return { operation, example: body === undefined ? undefined : (JSON.parse(body) as unknown), request: { operationId, caller: 'owner', method, url, headers, body } };
  });
}
