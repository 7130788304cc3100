import type { Driver } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aDraft, anAccount, ids, type Invoicing, startInvoicing } from '../test/invoicing.ts';

let invoicing: Invoicing;
let accountId: string;
beforeAll(async () => {
  invoicing = await startInvoicing();
  const account = await anAccount(invoicing);
  accountId = idToUuid(account.id);
  await invoicing.issue([aDraft(account)]);
});
afterAll(() => invoicing.close());

type Line = readonly [ledgerAccount: string, currency: string, debit: number, credit: number];

describe.each(['application', 'owner', 'sql'] as const)('raw SQL as %s', (role) => {
  let driver: Driver;
  beforeEach(() => {
    driver = invoicing[role];
  });

  /** A transaction with its lines one by one; `between` runs after the first. */
  const post = (lines: readonly Line[], between?: string) =>
    driver.begin(async (sql) => {
      const id = idToUuid(ids('jtx'));
      await sql`insert into billing.journal_transactions values (${id}, 'live', now(), 'invoice', ${accountId}, ${idToUuid(ids('inv'))})`;
      for (const [index, [ledgerAccount, currency, debit, credit]] of lines.entries()) {
        await sql`insert into billing.journal_lines values (${id}, ${index}, ${ledgerAccount}, ${currency}, ${debit}, ${credit})`;
        if (index === 0 && between !== undefined) await sql.unsafe(between);
      }
      return id;
    });

  test('lines that balance commit, though they come one by one', async () => {
    const id = await post([['receivable', 'EUR', 5, 0], ['revenue', 'EUR', 0, 3], ['taxPayable', 'EUR', 0, 2]]);
    expect(await invoicing.sql`select from billing.journal_lines where transaction_id = ${id}`).toHaveLength(3);
  });

  test.each<[string, Line[]]>([
    ['one side alone', [['receivable', 'EUR', 5, 0]]],
    ['sides that differ', [['receivable', 'EUR', 5, 0], ['revenue', 'EUR', 0, 4]]],
    ['sides in two currencies', [['receivable', 'EUR', 5, 0], ['revenue', 'USD', 0, 5]]],
    ['a line on both sides', [['receivable', 'EUR', 5, 5]]],
    ['a line on neither side', [['receivable', 'EUR', 5, 0], ['revenue', 'EUR', 0, 5], ['revenue', 'EUR', 0, 0]]],
    ['no lines', []],
  ])('%s is refused', async (_name, lines) => {
    await expect(post(lines)).rejects.toMatchObject({ code: '23514' });
  });

  test('a line added to a transaction that balanced before is refused', async () => {
    const [posted] = await invoicing.sql<{ transaction_id: string }[]>`select transaction_id from billing.journal_lines where position = 1`;
    const added = driver`insert into billing.journal_lines values (${posted?.transaction_id ?? ''}, 99, 'revenue', 'EUR', 1, 0)`;
    await expect(added).rejects.toMatchObject({ code: '23514' });
  });

  test('looking early does not let a later line through', async () => {
    await expect(post([['receivable', 'EUR', 5, 0], ['revenue', 'EUR', 0, 5]], 'set constraints all immediate')).rejects.toMatchObject({ code: '23514' });
    const early = driver.begin(async (sql) => {
      const id = idToUuid(ids('jtx'));
      await sql`insert into billing.journal_transactions values (${id}, 'live', now(), 'invoice', ${accountId}, ${idToUuid(ids('inv'))})`;
      await sql`insert into billing.journal_lines values (${id}, 1, 'receivable', 'EUR', 5, 0), (${id}, 2, 'revenue', 'EUR', 0, 5)`;
      await sql`set constraints all immediate`;
      await sql`set constraints all deferred`;
      await sql`insert into billing.journal_lines values (${id}, 3, 'revenue', 'EUR', 0, 5)`;
    });
    await expect(early).rejects.toMatchObject({ code: '23514' });
  });

  test.each([
    'update billing.journal_lines set debit = debit + 1 where debit > 0',
    'update billing.journal_transactions set occurred_at = now()',
    'delete from billing.journal_lines',
    'delete from billing.journal_transactions',
    'truncate billing.journal_lines',
    'truncate billing.journal_transactions cascade',
  ])('what is posted stays: %s', async (change) => {
    // insufficient_privilege for the roles that run, the trigger's own error for the owner.
    await expect(driver.unsafe(change)).rejects.toMatchObject({ code: role === 'owner' ? '23001' : '42501' });
  });
});

test('a document is posted once', async () => {
  const again = invoicing.sql`
    insert into billing.journal_transactions select gen_random_uuid(), book, occurred_at, kind, account_id, source_id from billing.journal_transactions limit 1`;
  await expect(again).rejects.toMatchObject({ code: '23505' });
});
