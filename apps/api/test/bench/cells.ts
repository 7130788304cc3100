import { type MakeRequest, requestText } from './wire.ts';
import type { Fixture } from './fixture.ts';

/** One thing that is measured; the targets are times what the bare server needs. */
export interface Cell {
  readonly name: string;
  readonly status: number;
  readonly cpuTarget: number;
  readonly databaseTarget: number | undefined;
  readonly request: MakeRequest;
  /** Whether each answer is its own, so that there are no bytes to compare. */
  readonly writes?: boolean;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const pick = <Item>(items: readonly Item[], turn: number): Item => items[turn % items.length] as Item;

export function cellsOf({ token, organizationId, invoiceIds, cursor, founders }: Fixture): Cell[] {
  const me = requestText('GET', '/v1/me', bearer(token));
  const page = requestText('GET', `/v1/accounts?ownerId=${organizationId}&limit=50&cursor=${cursor}`, bearer(token));
  const invoices = invoiceIds.map((id) => requestText('GET', `/v1/invoices/${id}`, bearer(token)));
  const run = Date.now();
  let key = 0;
  return [
    { name: 'GET /v1/me', status: 200, cpuTarget: 1.8, databaseTarget: 1.6, request: () => me },
    { name: 'GET /v1/accounts, 50', status: 200, cpuTarget: 1.6, databaseTarget: 1.6, request: () => page },
    { name: 'GET /v1/invoices/:id, 10 lines', status: 200, cpuTarget: 1.8, databaseTarget: 1.6, request: (turn) => pick(invoices, turn) },
    {
      name: 'POST /v1/organizations',
      status: 201,
      cpuTarget: 2.8,
      databaseTarget: undefined,
      writes: true,
      request: (turn) => requestText('POST', '/v1/organizations', { ...bearer(pick(founders, turn)), 'idempotency-key': `${run}-${(key += 1)}` }, '{"name":"Difference Engines"}'),
    },
  ];
}
