import { afterAll, beforeAll, expect, test } from 'vitest';
import { moduleNames } from '../src/modules.ts';
import { fingerprintOf } from './authorization/fingerprint.ts';
import { type Answer, type MadeRequest, operationsOf, requestOf } from './authorization/requests.ts';
import { type Caller, callers, kinds, ruleOf, table, verdictOf } from './authorization/table.ts';
import { aWorld, type World } from './authorization/world.ts';

let world: World;
let fingerprint: () => Promise<Record<string, string>>;
beforeAll(async () => {
  world = await aWorld();
  fingerprint = fingerprintOf(world.database, moduleNames);
});
afterAll(() => world.close());

const operations = () => operationsOf(world.composition.app.document());
const codeOf = ({ text }: Answer): string => /"code":"([a-z_.]+)"/.exec(text)?.[1] ?? '';

/** What the answer says about the caller's right: `yes` where the operation itself answered. */
function judged({ status, text }: Answer, answers: number | undefined): string {
  const code = codeOf({ status, text });
  const isOwn = answers === undefined ? status < 300 || status === 409 || status === 422 : status === answers && !code.startsWith('access.');
  return isOwn ? 'yes' : `${status}`;
}

const readable = (answer: Answer): string => answer.text.slice(0, 300);
const leaks = (request: MadeRequest, { text }: Answer): string[] => world.secrets.filter((secret) => text.includes(secret) && !`${request.url} ${request.body ?? ''}`.includes(secret));

const inWorld = (caller: Caller): boolean => caller === 'nobody' || world.tokens[caller] !== undefined;

test('every route of every module stands in the table, and nothing else does', () => {
  const known = operations().map(({ operationId }) => operationId);
  const places = new Map(operations().map(({ operationId, method, path }) => [operationId, `${method} ${path}`]));
  const missing = known.filter((operationId) => table[operationId] === undefined);
  const lines = missing.map((operationId) => `  ${operationId}: '…', // ${places.get(operationId) ?? ''}; one of ${Object.keys(kinds).join(', ')}`);
  expect(missing, `Add to apps/api/test/authorization/table.ts who may call:\n${lines.join('\n')}\n`).toEqual([]);
  expect(Object.keys(table).filter((operationId) => !known.includes(operationId)), 'Take these out of apps/api/test/authorization/table.ts: there is no such route.').toEqual([]);
  expect(known.length).toBeGreaterThan(50);
  expect(callers.filter(inWorld).length).toBeGreaterThanOrEqual(9);
});

test.each(Object.keys(table))('%s answers whom it should, as it should', async (operationId) => {
  const operation = operations().find((candidate) => candidate.operationId === operationId);
  if (!operation) return;
  const rule = ruleOf(operationId);
  const request = requestOf(operation, world.subjects);
  const untouched = await fingerprint();
  const answers: [Caller, string, string][] = [];
  for (const caller of callers.filter(inWorld)) {
    const expected = verdictOf(rule, caller);
    world.trial.rollsBack = expected === 'yes';
    const answer = await world.ask(request, world.tokens[caller]);
    world.trial.rollsBack = false;
    const verdict = judged(answer, rule.answers);
    answers.push([caller, `${expected}`, verdict === `${expected}` ? verdict : `${verdict} ${readable(answer)}`]);
    if (['nobody', 'expired', 'revoked', 'stranger', 'strangerKey'].includes(caller)) expect([caller, leaks(request, answer)]).toEqual([caller, []]);
    if (expected !== 'yes') expect([caller, await fingerprint()]).toEqual([caller, untouched]);
  }
  expect(answers.map(([caller, , verdict]) => [caller, verdict])).toEqual(answers.map(([caller, expected]) => [caller, expected]));
  expect(await fingerprint()).toEqual(untouched);
});

const ofOwner = Object.keys(table).filter((operationId) => !['open', 'session', 'operators'].includes(ruleOf(operationId).kind));

test.each(ofOwner)('31 %s shows and changes nothing of another organization, though every check of rights says yes', async (operationId) => {
  const operation = operations().find((candidate) => candidate.operationId === operationId);
  if (!operation) return;
  const request = requestOf(operation, world.subjects);
  const untouched = await fingerprint();
  const answer = await world.askForged(request);
  expect(leaks(request, answer), readable(answer)).toEqual([]);
  // A row of another's that the database itself does not take is a fault: no check of rights should have let it come so far.
  if (!world.trial.refused) expect(answer.status, readable(answer)).toBeLessThan(500);
  if (operation.method !== 'GET') expect(await fingerprint()).toEqual(untouched);
});

test('31 with the same grants and an open wall, the rows would be there', async () => {
  const shown = ['getOrganization', 'listMembers', 'getAccount', 'getInvoice'];
  for (const operation of operations().filter(({ operationId }) => shown.includes(operationId))) {
    const request = requestOf(operation, world.subjects);
    const answer = await world.askForged(request, 'open');
    expect([operation.operationId, answer.status, leaks(request, answer).length > 0]).toEqual([operation.operationId, 200, true]);
  }
});
