import { arrayOf, compile, instant, integer, limitOf } from '@plinth/db';
import { decodeCursor, defaultLimit, ownersWith, type Page, pageOf } from '@plinth/kernel';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import { type Invoice, invoiceCursor, invoiceStatus, type ListInvoices } from '../contract/invoices.ts';
import { invoices } from '../db/invoices.ts';
import { accounts } from '../db/schema.ts';
import { invoiceColumns, type InvoiceRow, withLines } from './invoice.ts';

const ownerOfAccount = compile({ id: accounts.id }, (q, { id }) => q.select({ ownerId: accounts.ownerId }).from(accounts).where(eq(accounts.id, id)));

const page = { statuses: arrayOf(invoices.status), createdBefore: instant, idBefore: invoices.id, limit: integer };

const invoicesOfAccount = compile({ accountId: invoices.accountId, ...page }, (q, p) =>
  q
    .select(invoiceColumns)
    .from(invoices)
    .where(
      and(
        eq(invoices.accountId, p.accountId),
        sql`${invoices.status} = any(${p.statuses})`,
        sql`(${invoices.createdAt}, ${invoices.id}) < (${p.createdBefore}, ${p.idBefore})`,
      ),
    )
    .orderBy(desc(invoices.createdAt), desc(invoices.id))
    .limit(limitOf(p.limit)),
);

const liveInvoicesOfOwners = compile({ ownerIds: arrayOf(invoices.ownerId), ...page }, (q, p) =>
  q
    .select(invoiceColumns)
    .from(invoices)
    .where(
      and(
        sql`${invoices.ownerId} = any(${p.ownerIds})`,
        isNull(invoices.testClockId),
        sql`${invoices.status} = any(${p.statuses})`,
        sql`(${invoices.createdAt}, ${invoices.id}) < (${p.createdBefore}, ${p.idBefore})`,
      ),
    )
    .orderBy(desc(invoices.createdAt), desc(invoices.id))
    .limit(limitOf(p.limit)),
);

const top = ['9999-12-31T00:00:00Z', `inv_7${'z'.repeat(25)}`] as const;

/**
 * Newest first, by when they were made. With `accountId` that account's, on whatever clock, and nothing of a stranger's; without it
 * those of live accounts whose owners let the actor read them.
 */
export async function listInvoices(context: BillingReadContext, input: ListInvoices): Promise<Page<Invoice>> {
  const { db, actor } = context;
  const { accountId, status, cursor, limit = defaultLimit } = input;
  const [createdBefore, idBefore] = cursor === undefined ? top : decodeCursor(cursor, invoiceCursor);
  const values = {
    statuses: status === undefined ? invoiceStatus.options : [status],
    createdBefore: new Date(createdBefore),
    idBefore,
    limit: limit + 1,
  };
  const shown = async (rows: InvoiceRow[]): Promise<Page<Invoice>> => {
    const { data, nextCursor } = pageOf(rows, limit, (row) => [row.createdAt.toISOString(), row.id], (row) => row);
    return { data: await withLines(context, data), nextCursor };
  };
  if (accountId === undefined) {
    return shown(await db.run(liveInvoicesOfOwners, { ownerIds: ownersWith(actor, 'billing:invoices:read'), ...values }));
  }
  const [account] = await db.run(ownerOfAccount, { id: accountId });
  const owners = account ? ownersWith(actor, 'billing:invoices:read', account.ownerId) : [];
  if (owners.length === 0) return { data: [], nextCursor: null };
  return shown(await db.run(invoicesOfAccount, { accountId, ...values }));
}
