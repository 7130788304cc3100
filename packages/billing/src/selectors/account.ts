import { compile } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { Account } from '../contract/accounts.ts';
import { accounts } from '../db/schema.ts';

const { id, ownerId, name, currency, timeZone, testClockId, version, createdAt, taxTreatment, taxRate, taxNote, graceDays } = accounts;
export const accountColumns = { id, ownerId, name, currency, timeZone, testClockId, version, createdAt, taxTreatment, taxRate, taxNote, graceDays };

/** An account as callers see it. */
export const toAccount = (row: typeof accounts.$inferSelect): Account => ({ ...row, createdAt: row.createdAt.toISOString() });

/** Whose an account is. */
export const accountOwner = compile({ id }, (q, p) => q.select({ ownerId }).from(accounts).where(eq(id, p.id)));

/** An account within reach. */
export const accountById = compile({ id }, (q, p) => q.select(accountColumns).from(accounts).where(eq(id, p.id)));
