import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDraft, aLine, anAccount, aUsageLine, ids, type Invoicing, startInvoicing } from '../test/invoicing.ts';
import { issueInvoices } from './issue-invoices.ts';

let invoicing: Invoicing;
beforeAll(async () => {
  invoicing = await startInvoicing();
});
afterAll(() => invoicing.close());

const sequenceOf = (number: string): number => Number(number.split('-').at(-1));

test('a draft becomes an invoice with a number, its dates and what is due', async () => {
  const account = await anAccount(invoicing, 'Difference Ltd');
  const [issued] = await invoicing.issue([aDraft(account)]);
  const [row] = await invoicing.sql`select * from billing.invoices where number = ${issued?.number ?? ''}`;
  expect(row).toMatchObject({
    status: 'open', currency: 'EUR', issue_date: '2027-02-28', due_date: '2027-03-14', subtotal: '2500', tax: '0', total: '2500', amount_due: '2500',
    seller_name: 'Example Seller', bill_to_name: 'Difference Ltd', test_clock_id: null, version: 1,
  });
  expect(issued?.number).toMatch(/^INV-202702-\d{3,}$/);
});

test('the date of an invoice is the local one of its account', async () => {
  const account = await anAccount(invoicing);
  const [issued] = await invoicing.issue([aDraft(account, { issuedAt: '2027-02-27T23:30:00Z', timeZone: 'Europe/Vienna' })]);
  const [row] = await invoicing.sql`select issue_date from billing.invoices where number = ${issued?.number ?? ''}`;
  expect(row?.['issue_date']).toBe('2027-02-28');
});

test('what is owed is a receivable, what is billed ahead is not revenue yet', async () => {
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account)]);
  const lines = await invoicing.sql`
    select ledger_account, debit, credit, book, occurred_at from billing.journal_lines join billing.journal_transactions on id = transaction_id
    where account_id = (select account_id from billing.invoices where owner_id = ${account.ownerId}) order by position`;
  const common = { book: 'live', occurred_at: '2027-02-28 00:00:00+00' };
  expect(lines).toEqual([
    { ledger_account: 'receivable', debit: '2500', credit: '0', ...common },
    { ledger_account: 'deferredRevenue', debit: '0', credit: '2000', ...common },
    { ledger_account: 'revenue', debit: '0', credit: '500', ...common },
  ]);
});

test('an invoice over nothing is paid and moves nothing', async () => {
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account, { lines: [aUsageLine({ amount: 0n })] })]);
  const rows = await invoicing.sql`
    select status, total, (select count(*)::int from billing.journal_transactions entry where entry.source_id = invoice.id) as entries
    from billing.invoices invoice where owner_id = ${account.ownerId}`;
  expect(rows).toEqual([{ status: 'paid', total: '0', entries: 0 }]);
});

test('numbers have no gap and no double under concurrency and rollbacks', async () => {
  const account = await anAccount(invoicing);
  const clock = ids('clock');
  const issueSome = async (count: number, keep: boolean) => {
    const drafts = Array.from({ length: count }, () => aDraft(account, { testClockId: clock }));
    const work = invoicing.database.transaction([], async (tx) => {
      const issued = await issueInvoices({ ...invoicing, tx, ids }, drafts);
      if (!keep) throw new Error('rolled back');
      return issued;
    });
    return work.catch(() => []);
  };
  const batches = await Promise.all(Array.from({ length: 24 }, (_, index) => issueSome(1 + (index % 4), index % 3 !== 0)));
  const kept = batches.flat().map(({ number }) => sequenceOf(number ?? '')).sort((a, b) => a - b);
  expect(kept).toHaveLength(40);
  expect(kept).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  for (const batch of batches) expect(batch.map(({ number }) => sequenceOf(number ?? ''))).toEqual(batch.map((_, index) => sequenceOf(batch[0]?.number ?? '') + index));
});

test("a test clock's invoices are numbered apart and take no number of the seller's", async () => {
  const account = await anAccount(invoicing);
  const clock = ids('clock');
  const drafts = [aDraft(account), aDraft(account, { testClockId: clock }), aDraft(account, { testClockId: clock, issuedAt: '2027-03-31T00:00:00Z' }), aDraft(account)];
  const [first, ...rest] = (await invoicing.issue(drafts)).map(({ number }) => number);
  const prefix = `TEST-${clock.slice(-6).toUpperCase()}`;
  const next = (sequenceOf(first ?? '') + 1).toString().padStart(3, '0');
  expect(rest).toEqual([`${prefix}-202702-001`, `${prefix}-202703-002`, `INV-202702-${next}`]);
});

test('a period of a charge that is billed already is not billed again, and its number is not lost', async () => {
  const account = await anAccount(invoicing);
  const [before] = await invoicing.issue([aDraft(account)]);
  const line = aLine();
  await invoicing.issue([aDraft(account, { lines: [line] })]);
  await expect(invoicing.issue([aDraft(account), aDraft(account, { lines: [line] })])).rejects.toMatchObject({ code: '23505' });
  const [after] = await invoicing.issue([aDraft(account)]);
  expect(sequenceOf(after?.number ?? '')).toBe(sequenceOf(before?.number ?? '') + 2);
});

test.each([
  ['charge base', [aLine({ amount: 2n ** 53n })]],
  ['total', [aLine({ amount: 2n ** 53n - 1n }), aUsageLine({ amount: 1n })]],
])('an amount past 2^53 - 1 is refused and named: %s', async (field, lines) => {
  const account = await anAccount(invoicing);
  const refused = invoicing.issue([aDraft(account), aDraft(account, { lines })]);
  await expect(refused).rejects.toMatchObject({ code: 'billing.amount_out_of_range', kind: 'unprocessable', data: { field, limit: '9007199254740991' } });
  expect(await invoicing.sql`select from billing.invoices where owner_id = ${account.ownerId}`).toHaveLength(0);
});

test('the largest amount is billed to the cent', async () => {
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account, { lines: [aLine({ amount: 2n ** 53n - 1n })] })]);
  expect(await invoicing.sql`select total from billing.invoices where owner_id = ${account.ownerId}`).toEqual([{ total: '9007199254740991' }]);
});

test('any number of drafts takes the same number of statements', async () => {
  const account = await anAccount(invoicing);
  const statementsFor = (count: number) =>
    invoicing.database.transaction([], async (tx) => {
      let statements = 0;
      const run: typeof tx.run = (statement, values) => {
        statements += 1;
        return tx.run(statement, values);
      };
      await issueInvoices({ ...invoicing, tx: { ...tx, run }, ids }, Array.from({ length: count }, () => aDraft(account)));
      return statements;
    });
  expect([await statementsFor(0), await statementsFor(1), await statementsFor(200)]).toEqual([0, 7, 7]);
});

test('a service invoices the owners it acts for, and nobody else', async () => {
  const [mine, theirs] = [await anAccount(invoicing), await anAccount(invoicing)];
  await expect(invoicing.issueWithin([mine.ownerId], [aDraft(mine)])).resolves.toHaveLength(1);
  await expect(invoicing.issueWithin([mine.ownerId], [aDraft(mine), aDraft(theirs)])).rejects.toMatchObject({ code: '42501' });
  await expect(invoicing.issueWithin([mine.ownerId], [aDraft({ ...theirs, ownerId: mine.ownerId })])).rejects.toMatchObject({ code: '23503' });
});

test('an issued invoice does not change, neither for the application nor for the owner of the tables', async () => {
  const account = await anAccount(invoicing);
  await invoicing.issue([aDraft(account)]);
  // A draft can do the first, which the roles that run may ask for; a document cannot.
  const changes: [string, string][] = [
    ['update billing.invoices set total = 1', '23001'],
    ["update billing.invoices set number = 'X'", '23001'],
    ["update billing.invoices set status = 'draft'", '23001'],
    ['update billing.invoice_lines set tax = 1', '23001'],
    ['delete from billing.invoice_lines', '23001'],
    ["update billing.invoices set currency = 'USD'", '42501'],
    ['delete from billing.invoices', '42501'],
    ['truncate billing.invoices cascade', '42501'],
    ['update billing.invoice_lines set amount = 1', '42501'],
    ['truncate billing.invoice_lines cascade', '42501'],
    ['update billing.invoice_line_discounts set amount = 1', '42501'],
    ['delete from billing.invoice_line_discounts', '42501'],
  ];
  const within = (driver: Invoicing['sql'], change: string) =>
    driver.begin(async (tx) => {
      await tx`select set_config('plinth.scope', ${`{${account.ownerId}}`}, true)`;
      await tx.unsafe(change);
    });
  for (const [change, code] of changes) {
    for (const driver of [invoicing.application, invoicing.sql]) await expect(within(driver, change), change).rejects.toMatchObject({ code });
    const none = change.startsWith('update billing.invoice_line_discounts');
    if (!none) await expect(within(invoicing.owner, change), change).rejects.toMatchObject({ code: '23001' });
  }
  const paid = await invoicing.sql`update billing.invoices set status = 'paid', amount_due = 0, version = version + 1 where owner_id = ${account.ownerId}`;
  expect(paid.count).toBe(1);
});
