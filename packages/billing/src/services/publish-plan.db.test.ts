import { connect, type Driver, ownerRole, runtimeRole, systemRole } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { aDraftPlan, aKey, aMeter, aPlanInput, aPublishedPlan, operator } from '../test/catalogue.ts';

let billing: TestBilling;
let roles: Record<string, Driver>;
beforeAll(async () => {
  billing = await createTestBilling();
  const { url, migrationUrl } = billing.database;
  roles = {
    application: connect({ url, connections: 2, name: 'application', role: runtimeRole('billing') }),
    system: connect({ url, connections: 1, name: 'system', role: systemRole('billing') }),
    owner: connect({ url: migrationUrl, connections: 1, name: 'owner', role: ownerRole('billing') }),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(roles).map((driver) => driver.end()));
  await billing.close();
});

const contentOf = (planId: string) => billing.database.driver('billing')`
  select plan.*, charge.id as charge_id, charge.price, charge.key as charge_key from billing.plans plan join billing.charges charge on charge.plan_id = plan.id
  where plan.id = ${idToUuid(planId)} order by charge.position`;

test('a published plan and its charges refuse every change, whatever the role', async () => {
  const published = await aPublishedPlan(billing);
  const draft = await aDraftPlan(billing);
  const [planId, draftId] = [idToUuid(published.id), idToUuid(draft.id)];
  const before = await contentOf(published.id);
  expect(before).toHaveLength(2);
  for (const [role, sql] of Object.entries(roles)) {
    const changes: [string, () => Promise<unknown>][] = [
      ['rename', () => sql`update billing.plans set name = 'Other' where id = ${planId}`],
      ['withdraw', () => sql`update billing.plans set status = 'draft', published_at = null where id = ${planId}`],
      ['delete', () => sql`delete from billing.plans where id = ${planId}`],
      ['change a price', () => sql`update billing.charges set price = '{"amount":"1"}' where plan_id = ${planId} and key = 'base'`],
      ['remove a charge', () => sql`delete from billing.charges where plan_id = ${planId}`],
      ['add a charge', () => sql`insert into billing.charges (id, plan_id, position, key, model, timing, price) values (gen_random_uuid(), ${planId}, 9, 'extra', 'flat', 'inAdvance', '{"amount":"1"}')`],
      ['move a charge in', () => sql`update billing.charges set plan_id = ${planId}, key = 'moved', position = 8 where plan_id = ${draftId} and key = 'base'`],
      ['move a charge out', () => sql`update billing.charges set plan_id = ${draftId}, key = 'moved', position = 8 where plan_id = ${planId} and key = 'base'`],
    ];
    for (const [name, change] of changes) {
      const failure: unknown = await change().then(() => 'it was done', (error: unknown) => error);
      expect([role, name, failure]).toMatchObject([role, name, { code: '23001', message: expect.stringContaining('is published') as string }]);
    }
    for (const table of ['plans', 'charges', 'meters']) {
      await expect(sql`truncate ${sql(`billing.${table}`)} cascade`).rejects.toThrow(/is not emptied|permission denied/);
    }
  }
  expect(await contentOf(published.id)).toEqual(before);
});

test('what a meter measures never changes, its name may', async () => {
  const key = await aMeter(billing);
  const sql = billing.database.driver('billing');
  const changes = [
    sql`update billing.meters set event_type = 'other' where key = ${key}`,
    sql`update billing.meters set aggregation = 'sum', value_property = 'x' where key = ${key}`,
    sql`update billing.meters set key = ${`${key}_other`} where key = ${key}`,
  ];
  for (const change of changes) await expect(change).rejects.toMatchObject({ code: '23001' });
  expect((await sql`update billing.meters set name = 'Calls' where key = ${key}`).count).toBe(1);
});

test('a charge that is written while its plan is published is in it, or refused', async () => {
  const { id } = await aDraftPlan(billing);
  const sql = roles['application'] ?? expect.fail();
  const [updated, commit] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const publishing = sql.begin(async (tx) => {
    await tx`update billing.plans set status = 'published', published_at = now() where id = ${idToUuid(id)}`;
    updated.resolve(undefined);
    await commit.promise;
  });
  await updated.promise;
  const late = sql`insert into billing.charges (id, plan_id, position, key, model, timing, price)
    values (gen_random_uuid(), ${idToUuid(id)}, 9, 'late', 'flat', 'inAdvance', '{"amount":"1"}')`.then(() => 'written', () => 'refused');
  const first = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 200, 'waiting'))]);
  commit.resolve(undefined);
  await publishing;
  expect([first, await late]).toEqual(['waiting', 'refused']);
});

test('publishing again, and many times at once, answers with the first publication', async () => {
  const { id: planId } = await aDraftPlan(billing);
  const first = await billing.services.publishPlan({ planId }, operator);
  billing.clock.advance({ minutes: 1 });
  const again = await Promise.all([1, 2, 3].map(() => billing.services.publishPlan({ planId }, operator)));
  expect(again).toEqual([first, first, first]);
});

test('plans with one key are versions that count up without a gap, also when made at once', async () => {
  const input = aPlanInput(await aMeter(billing), { key: aKey('plan') });
  const made = await Promise.all(Array.from({ length: 8 }, () => billing.services.createPlan(input, operator)));
  expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const pages = [await billing.selectors.listPlans({ key: input.key, limit: 5 }, operator)];
  pages.push(await billing.selectors.listPlans({ key: input.key, limit: 5, cursor: pages[0]?.nextCursor ?? '' }, operator));
  expect(pages.map(({ data }) => data.length)).toEqual([5, 3]);
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? 1 : -1);
  expect(pages.flatMap(({ data }) => data)).toEqual([...made].sort(byId));
});
