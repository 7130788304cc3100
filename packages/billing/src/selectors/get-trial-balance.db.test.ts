import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator } from '../../testing/index.ts';
import { aDraft, aLine, anAccount, aUsageLine, ids, type Invoicing, startInvoicing } from '../test/invoicing.ts';

let invoicing: Invoicing;
beforeAll(async () => {
  invoicing = await startInvoicing();
});
afterAll(() => invoicing.close());

const euro = (amount: number) => ({ amount, currency: 'EUR' });

test("a test clock's book holds its own postings, by currency and ledger account", async () => {
  const testClockId = ids('clock');
  const account = await anAccount(invoicing);
  const yen = { ...account, currency: 'JPY' };
  await invoicing.issue([aDraft(account), aDraft(account, { testClockId }), aDraft(account, { testClockId, lines: [aUsageLine({ amount: 7n })] })]);
  await invoicing.issue([aDraft(yen, { testClockId, lines: [aLine({ amount: 3n })] })]);
  expect(await invoicing.billing.selectors.getTrialBalance({ testClockId }, { actor: anOperator })).toEqual({
    data: [
      {
        currency: 'EUR',
        debits: euro(2507),
        credits: euro(2507),
        accounts: [
          { account: 'deferredRevenue', debits: euro(0), credits: euro(2000) },
          { account: 'receivable', debits: euro(2507), credits: euro(0) },
          { account: 'revenue', debits: euro(0), credits: euro(507) },
        ],
      },
      {
        currency: 'JPY',
        debits: { amount: 3, currency: 'JPY' },
        credits: { amount: 3, currency: 'JPY' },
        accounts: [
          { account: 'deferredRevenue', debits: { amount: 0, currency: 'JPY' }, credits: { amount: 3, currency: 'JPY' } },
          { account: 'receivable', debits: { amount: 3, currency: 'JPY' }, credits: { amount: 0, currency: 'JPY' } },
        ],
      },
    ],
  });
});

test('the balance of live accounts knows nothing of test clocks, and a clock without postings has none', async () => {
  const { getTrialBalance } = invoicing.billing.selectors;
  const live = async () => (await getTrialBalance({}, { actor: anOperator })).data[0]?.debits.amount ?? 0;
  const before = await live();
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account), aDraft(account, { testClockId: ids('clock') })]);
  expect(await live()).toBe(before + 2500);
  expect(await getTrialBalance({ testClockId: ids('clock') }, { actor: anOperator })).toEqual({ data: [] });
});

test('sums past 2^53 - 1 are refused rather than rounded', async () => {
  const testClockId = ids('clock');
  const account = await anAccount(invoicing);
  const largest = () => aDraft(account, { testClockId, lines: [aLine({ amount: 2n ** 53n - 1n })] });
  await invoicing.issue([largest(), largest()]);
  const read = invoicing.billing.selectors.getTrialBalance({ testClockId }, { actor: anOperator });
  await expect(read).rejects.toMatchObject({ code: 'billing.amount_out_of_range', data: { amount: '18014398509481982' } });
});

test('it is for operators', async () => {
  const { getTrialBalance } = invoicing.billing.selectors;
  await expect(getTrialBalance({}, { actor: aMemberOf([ids('org')], ['billing:invoices:read']) })).rejects.toMatchObject({ code: 'access.operators_only' });
  await expect(getTrialBalance({}, { actor: { type: 'anonymous' } })).rejects.toMatchObject({ code: 'access.unauthenticated' });
});
