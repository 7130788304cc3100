import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestBilling, type TestBilling } from '../testing/index.ts';
import { operator } from './test/catalogue.ts';

let billing: TestBilling;
beforeAll(async () => {
  billing = await createTestBilling();
});
afterAll(() => billing.close());

const ids = createIds(systemClock);
const by = (...ownerIds: string[]) => ({ actor: aMemberOf(ownerIds) });

async function anAccountOf(organizationId: string, name = 'Example') {
  await billing.organizationCreated({ organizationId, name });
  const { data } = await billing.selectors.listAccounts({ ownerId: organizationId }, by(organizationId));
  expect(data).toHaveLength(1);
  return data[0] ?? expect.fail();
}

test('a new organization gets an account in the default currency and time zone', async () => {
  const organizationId = ids('org');
  expect(await anAccountOf(organizationId, 'Example Ltd')).toEqual({
    id: expect.stringMatching(/^acct_/) as string,
    ownerId: organizationId,
    name: 'Example Ltd',
    currency: 'EUR',
    timeZone: 'UTC',
    testClockId: null,
    taxTreatment: 'taxable',
    taxRate: null,
    taxNote: null,
    graceDays: null,
    version: 1,
    createdAt: billing.clock.now().toISOString(),
  });
});

test('an event that is delivered twice, and twice at once, opens one account', async () => {
  const organizationId = ids('org');
  const eventId = '01890a5d-ac96-774b-bcce-b302099a8057';
  const deliver = () => billing.organizationCreated({ organizationId, name: 'Once' }, eventId);
  await Promise.all([deliver(), deliver(), deliver()]);
  await deliver();
  expect((await billing.selectors.listAccounts({}, by(organizationId))).data).toHaveLength(1);
});

test('an account is read by a member, and not found by anyone else', async () => {
  const organizationId = ids('org');
  const { id: accountId } = await anAccountOf(organizationId);
  await expect(billing.selectors.getAccount({ accountId }, by(organizationId))).resolves.toMatchObject({ id: accountId });
  await expect(billing.selectors.getAccount({ accountId }, by(ids('org')))).rejects.toMatchObject({ code: 'billing.account_not_found' });
  await expect(billing.selectors.getAccount({ accountId }, { actor: { type: 'anonymous' } })).rejects.toMatchObject({ kind: 'not_found' });
});

test('a member without the permission is told so', async () => {
  const organizationId = ids('org');
  const { id: accountId } = await anAccountOf(organizationId);
  const powerless = { actor: aMemberOf([organizationId], []) };
  await expect(billing.selectors.getAccount({ accountId }, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(billing.selectors.listAccounts({ ownerId: organizationId }, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
});

test('another owner in the filter is an empty page', async () => {
  const theirs = ids('org');
  await anAccountOf(theirs);
  expect(await billing.selectors.listAccounts({ ownerId: theirs }, by(ids('org')))).toEqual({ data: [], nextCursor: null });
});

test('pages are newest first and miss nothing while accounts are added', async () => {
  const owners = [ids('org'), ids('org'), ids('org')];
  const opened: string[] = [];
  for (const owner of owners) {
    billing.clock.advance({ seconds: 1 });
    opened.unshift((await anAccountOf(owner)).id);
  }
  const first = await billing.selectors.listAccounts({ limit: 2 }, by(...owners));
  const late = ids('org');
  billing.clock.advance({ seconds: 1 });
  await anAccountOf(late);
  const second = await billing.selectors.listAccounts({ limit: 2, cursor: first.nextCursor ?? '' }, by(...owners, late));
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(opened);
  expect(second.nextCursor).toBeNull();
});

test('an account that is renamed is billed by its new name from the next invoice on, and what is issued keeps the old one', async () => {
  const ownerId = ids('org');
  const { id: accountId } = await anAccountOf(ownerId, 'Before');
  const bill = () => billing.services.createInvoice({ accountId, ownerId, lines: [{ description: 'Set-up', unitAmount: '10.00' }] }, operator);
  const issued = await bill();
  await expect(billing.services.updateAccount({ accountId, ownerId, name: 'After' }, operator)).resolves.toMatchObject({ name: 'After', taxTreatment: 'taxable', version: 2 });
  expect((await bill()).billTo.name).toBe('After');
  const reader = { actor: aMemberOf([ownerId], ['billing:accounts:read', 'billing:invoices:read']) };
  expect((await billing.selectors.getInvoice({ invoiceId: issued.id }, reader)).billTo.name).toBe('Before');
  await expect(billing.services.updateAccount({ accountId, ownerId, name: '' }, operator)).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/name', code: 'invalid_format' }] });
  await expect(billing.services.updateAccount({ accountId, ownerId, name: 'Mine' }, reader)).rejects.toMatchObject({ code: 'access.operators_only' });
});

test('a page is read from the index', async () => {
  const plan = await billing.database.driver('billing').begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    return sql`explain select id from billing.accounts where owner_id = any(array['a', 'b']) and id < gen_random_uuid() order by id desc limit 21`;
  });
  expect(plan.map((line) => String(line['QUERY PLAN'])).join('\n')).toContain('accounts_by_owner');
});
