import type { Id } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf } from '../../testing/index.ts';
import { aDraft, aLine, anAccount, aUsageLine, ids, type Invoicing, startInvoicing } from '../test/invoicing.ts';

let invoicing: Invoicing;
beforeAll(async () => {
  invoicing = await startInvoicing();
});
afterAll(() => invoicing.close());

const by = (...ownerIds: string[]) => ({ actor: aMemberOf(ownerIds, ['billing:invoices:read']) });
const list = (input: { accountId?: Id<'acct'>; status?: 'open' | 'paid'; limit?: number; cursor?: string }, call: ReturnType<typeof by>) =>
  invoicing.billing.selectors.listInvoices(input, call);

test('an invoice shows its lines, what each is for, and how it came about', async () => {
  const account = await anAccount(invoicing, 'Difference Ltd');
  const lines = [aLine(), aUsageLine()];
  const [issued] = await invoicing.issue([aDraft(account, { lines })]);
  const euro = (amount: number) => ({ amount, currency: 'EUR' });
  const { data } = await list({ accountId: account.id }, by(account.ownerId));
  expect(data).toEqual([
    {
      ...issued,
      accountId: account.id,
      status: 'open',
      currency: 'EUR',
      issueDate: '2027-02-28',
      dueDate: '2027-03-14',
      seller: { name: 'Example Seller' },
      billTo: { name: 'Difference Ltd' },
      lines: [
        {
          id: expect.stringMatching(/^line_/) as string,
          subscriptionId: lines[0]?.subscriptionId,
          charge: 'base',
          description: 'Base fee',
          quantity: null,
          period: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' },
          amount: euro(2000),
          discount: euro(0),
          discounts: [],
          net: euro(2000),
          taxTreatment: 'taxable',
          taxRate: null,
          tax: euro(0),
          explanation: lines[0]?.explanation,
        },
        {
          id: expect.stringMatching(/^line_/) as string,
          subscriptionId: lines[1]?.subscriptionId,
          charge: 'calls',
          description: 'API calls',
          quantity: '1500',
          period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
          amount: euro(500),
          discount: euro(0),
          discounts: [],
          net: euro(500),
          taxTreatment: 'taxable',
          taxRate: null,
          tax: euro(0),
          explanation: lines[1]?.explanation,
        },
      ],
      subtotal: euro(2500),
      discount: euro(0),
      discounts: [],
      net: euro(2500),
      taxes: [],
      taxNote: null,
      tax: euro(0),
      total: euro(2500),
      creditApplied: euro(0),
      creditCarried: euro(0),
      amountDue: euro(2500),
      timeZone: 'UTC',
      createdAt: '2027-02-28T00:00:00.000Z',
      finalizesAt: null,
      finalizationFailure: null,
      finalizedAt: '2027-02-28T00:00:00.000Z',
      voidedAt: null,
      uncollectibleAt: null,
      replaces: null,
      replacedBy: null,
      version: 1,
    },
  ]);
  const invoiceId = issued?.id ?? expect.fail();
  await expect(invoicing.billing.selectors.getInvoice({ invoiceId }, by(account.ownerId))).resolves.toEqual(data[0]);
});

test('a stranger finds no invoice, a member without the permission is told so', async () => {
  const account = await anAccount(invoicing);
  const [issued] = await invoicing.issue([aDraft(account)]);
  const invoiceId = issued?.id ?? expect.fail();
  const { getInvoice, getInvoicePdf } = invoicing.billing.selectors;
  const stranger = by(ids('org'));
  const powerless = { actor: aMemberOf([account.ownerId]) };
  for (const read of [getInvoice, getInvoicePdf]) {
    await expect(read({ invoiceId }, stranger)).rejects.toMatchObject({ code: 'billing.invoice_not_found' });
    await expect(read({ invoiceId }, { actor: { type: 'anonymous' } })).rejects.toMatchObject({ kind: 'not_found' });
    await expect(read({ invoiceId }, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  }
  expect(await list({ accountId: account.id }, stranger)).toEqual({ data: [], nextCursor: null });
  await expect(list({ accountId: account.id }, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
  expect((await list({}, stranger)).data).toEqual([]);
  expect((await list({}, powerless)).data).toEqual([]);
});

test("an account's list shows test invoices; the list of all accounts is of live ones", async () => {
  const account = await anAccount(invoicing);
  const [live, test] = await invoicing.issue([aDraft(account), aDraft(account, { testClockId: ids('clock'), issuedAt: '2027-03-31T00:00:00Z' })]);
  const numbers = async (input: { accountId?: Id<'acct'> }) => (await list(input, by(account.ownerId))).data.map(({ number }) => number);
  expect(await numbers({ accountId: account.id })).toEqual([test?.number, live?.number]);
  expect(await numbers({})).toEqual([live?.number]);
});

test('a list can be held to a status', async () => {
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account), aDraft(account, { lines: [aUsageLine({ amount: 0n })] })]);
  const totals = async (status: 'open' | 'paid') => (await list({ accountId: account.id, status }, by(account.ownerId))).data.map(({ total }) => total.amount);
  expect([await totals('open'), await totals('paid')]).toEqual([[2500], [0]]);
});

test('pages are newest first and miss nothing while invoices are issued', async () => {
  const account = await anAccount(invoicing);
  const months = ['01', '02', '03', '04', '05'];
  const drafts = months.map((month) => aDraft(account, { issuedAt: `2027-${month}-01T00:00:00Z` }));
  // Issued out of order, as invoices of several subscriptions of an account may be.
  await invoicing.issue([...drafts].reverse());
  const seen: (string | null)[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ accountId: account.id, limit: 2, ...(cursor !== undefined && { cursor }) }, by(account.ownerId));
    seen.push(...page.data.map(({ issueDate }) => issueDate));
    cursor = page.nextCursor ?? undefined;
    await invoicing.issue([aDraft(account, { issuedAt: '2027-06-01T00:00:00Z' })]);
  } while (cursor !== undefined);
  expect(seen).toEqual(['2027-05-01', '2027-04-01', '2027-03-01', '2027-02-01', '2027-01-01']);
});

test('a cursor that is none is refused by name', async () => {
  const account = await anAccount(invoicing);
  await expect(list({ accountId: account.id, cursor: 'x' }, by(account.ownerId))).rejects.toMatchObject({ issues: [{ pointer: '/cursor' }] });
});

test('pages are read from an index, in its order', async () => {
  const plans = await invoicing.sql.begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    await sql`set local enable_bitmapscan = off`;
    const cursor = sql`status = any(array['open']) and (created_at, id) < (now(), '01890a5d-ac96-774b-bcce-b302099a8057')`;
    const page = sql`${cursor} order by created_at desc, id desc limit 21`;
    return [
      await sql`explain select id from billing.invoices where account_id = '01890a5d-ac96-774b-bcce-b302099a8057' and ${page}`,
      await sql`explain select id from billing.invoices where owner_id = 'a' and test_clock_id is null and ${page}`,
    ].map((plan) => plan.map((line) => String(line['QUERY PLAN'])).join('\n'));
  });
  expect(plans[0]).toContain('invoices_of_account');
  expect(plans[1]).toContain('live_invoices_of_owner');
  for (const plan of plans) expect(plan).not.toContain('Sort');
});
