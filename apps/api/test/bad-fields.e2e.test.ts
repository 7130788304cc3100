import { billingContract } from '@plinth/billing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operationsOf, requestOf } from './authorization/requests.ts';
import { aWorld, type World } from './authorization/world.ts';
import { type Shape, shapesOf } from './bad-fields/faults.ts';
import { everyRow } from './every-row.ts';
import { contractOf, type Operation } from './fuzz/contract.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

interface Refusal {
  readonly status: number;
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
}

type Send = (body: unknown) => Promise<Refusal>;
type Ask = (changes: Readonly<Record<string, string | undefined>>) => Promise<Refusal>;

/** The operations of billing, each with how to send a body that it takes, and how to ask with other parameters. */
async function operationsOfBilling() {
  const { app } = world.composition;
  const { ids, names } = world.subjects;
  const contract = contractOf((await app.server.inject({ url: '/openapi.json' })).body);
  const shapeOf = shapesOf((schema) => contract.resolve(schema), ids);
  const documented = new Map(operationsOf(app.document()).map((operation) => [operation.operationId, operation]));
  const known = new Set([...Object.keys(billingContract.services), ...Object.keys(billingContract.selectors)]);
  const schemaOf = ({ requestBody }: Operation) => requestBody?.content['application/json']?.schema;
  return contract.operations.flatMap((operation) => {
    const [own, schema] = [documented.get(operation.operationId), schemaOf(operation)];
    if (!own || !known.has(operation.operationId)) return [];
    const { method, url } = requestOf(own, { ids, names });
    const authorization = `Bearer ${String(world.tokens.operator)}`;
    const inject = async (request: object): Promise<Refusal> => {
      const { statusCode: status, body: text } = await app.server.inject({ method: method as 'POST', url, ...request });
      return { status, errors: (JSON.parse(text) as Partial<Refusal>).errors ?? [] };
    };
    const send: Send = (body) => inject({ headers: { 'content-type': 'application/json', authorization }, payload: JSON.stringify(body) });
    const ask: Ask = (changes) => {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      const asked = Object.entries({ ...Object.fromEntries(searchParams), ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      return inject({ headers: { authorization }, url: `${pathname}?${new URLSearchParams(asked).toString()}` });
    };
    const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name, required, schema: given }) => ({ name, required, type: contract.resolve(given)['type'], shape: shapeOf(given) }));
    return [{ operationId: operation.operationId, shape: schema && shapeOf(schema), send, query, ask }];
  });
}

/** What is refused of the example itself, which says more than makes sense together. */
async function refusedAnyhow(send: Send, example: unknown): Promise<Set<string>> {
  world.trial.rollsBack = true;
  const { errors } = await send(example).finally(() => (world.trial.rollsBack = false));
  return new Set(errors.map(({ pointer, code }) => `${pointer} ${code}`));
}

/** The faults that were not refused with their field and a rule. */
async function unnamed({ example, faults }: Shape, send: Send): Promise<string[]> {
  const anyhow = await refusedAnyhow(send, example);
  const found: string[] = [];
  for (const { what, pointer, apply } of faults) {
    const { status, errors } = await send(apply(example));
    const named = errors.some((error) => error.pointer === pointer && error.message !== '' && !anyhow.has(`${pointer} ${error.code}`));
    if (status !== 400 || !named) found.push(`${pointer}: ${what}: ${status} ${JSON.stringify(errors)}`);
  }
  return found;
}

test('each field of each body of billing is refused by its name where it is wrong, missing or unknown, and nothing is stored', async () => {
  const operations = (await operationsOfBilling()).flatMap(({ shape, ...operation }) => (shape ? [{ ...operation, shape }] : []));
  const found: string[] = [];
  let [fields, faults] = [0, 0];
  for (const { operationId, shape, send } of operations) {
    const before = await everyRow(world.database, 'billing');
    found.push(...(await unnamed(shape, send)).map((each) => `${operationId} ${each}`));
    expect(await everyRow(world.database, 'billing'), operationId).toEqual(before);
    fields += new Set(shape.faults.map(({ pointer }) => pointer)).size;
    faults += shape.faults.length;
  }
  process.stdout.write(`${faults} wrong bodies of ${operations.length} operations, ${fields} fields\n`);
  expect(found).toEqual([]);
  expect(operations.length).toBeGreaterThanOrEqual(25);
}, 120_000);

test('each parameter of each query of billing is refused by its name where it is wrong, missing or unknown', async () => {
  const operations = (await operationsOfBilling()).filter(({ query }) => query.length > 0);
  const found: string[] = [];
  let asked = 0;
  for (const { operationId, query, ask } of operations) {
    const expectNamed = async (name: string, value: string | undefined) => {
      const { status, errors } = await ask({ [name]: value });
      asked += 1;
      if (status !== 400 || !errors.some(({ pointer, message }) => pointer === `/${name}` && message !== '')) found.push(`${operationId} ${name}=${JSON.stringify(value)}: ${status} ${JSON.stringify(errors)}`);
    };
    await expectNamed('unknownField', '1');
    for (const { name, required, type, shape } of query) {
      if (required) await expectNamed(name, undefined);
      const values = shape.faults.map(({ apply }) => apply(null)).filter((value) => typeof value === 'string' || (type === 'integer' && typeof value === 'number'));
      for (const value of new Set(values.map(String).filter((each) => each.isWellFormed()))) await expectNamed(name, value);
    }
  }
  process.stdout.write(`${asked} wrong queries of ${operations.length} operations\n`);
  expect(found).toEqual([]);
  expect(operations.length).toBeGreaterThanOrEqual(10);
}, 120_000);
