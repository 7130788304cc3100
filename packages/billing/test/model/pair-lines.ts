import { uuidToId } from '@plinth/kernel';
import { expect } from 'vitest';
import { type FoundInvoice, type FoundLine, uuidOf } from './found.ts';
import type { Catalogue } from './plans.ts';
import type { ModelLine } from './subscription.ts';
import { type Owned, subscriptionsOf, type World } from './world.ts';

const keyOf = (subscription: string, charge: string, plan: string, start: number, end: number, reason: string, amount: string | null): string =>
  [subscription, charge, plan, new Date(start).toISOString(), new Date(end).toISOString(), reason, amount ?? 'usage'].join(' ');

const keyOfModel = ({ subscription: { id } }: Owned, { charge, plan, period, reason, amount }: ModelLine): string =>
  keyOf(uuidOf(id), charge, plan, period.start, period.end, reason, amount?.toString() ?? null);

const keyOfFound = (line: FoundLine, catalogue: Catalogue): string =>
  keyOf(line.subscription ?? '', line.charge ?? '', line.plan === null ? '' : catalogue.nameOf(uuidToId('plan', line.plan)), line.start, line.end, line.reason, line.charge === 'calls' ? null : line.amount);

/** The lines of an invoice that was issued anew are those of the invoice in whose place it is. */
function pairReplaced(lines: ReadonlyMap<string, ModelLine>, before: FoundInvoice, after: FoundInvoice): void {
  for (const [index, line] of before.lines.entries()) {
    const known = lines.get(line.id);
    if (!known) continue;
    known.id = after.lines[index]?.id ?? null;
    known.invoiceId = uuidToId('inv', after.id);
  }
}

/**
 * Finds for each line that the model expects the one that was billed, and for each that was billed the one that is expected: what is due is
 * billed once (invariant 15), to the cent, and what was billed before stays, whatever prices are made (invariant 14).
 */
export function pairLines(world: World, catalogue: Catalogue, invoices: readonly FoundInvoice[]): void {
  const found = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  const owned = subscriptionsOf(world).flatMap((one) => one.subscription.lines.map((line) => ({ line, key: keyOfModel(one, line) })));
  const paired = () => new Map(owned.flatMap(({ line }) => (line.id === null ? [] : [[line.id, line] as const])));
  for (const invoice of invoices) {
    const before = invoice.replaces === null ? undefined : found.get(invoice.replaces);
    if (before) pairReplaced(paired(), before, invoice);
  }
  const billed = invoices.filter(({ replaced }) => !replaced).flatMap(({ id, lines }) => lines.filter(({ subscription, reason }) => subscription !== null && reason !== 'minimumSpend' && reason !== 'lateUsage').map((line) => ({ line, invoiceId: uuidToId('inv', id) })));
  const ids = new Set(billed.map(({ line }) => line.id));
  // A draft's usage is rated anew, and has other lines then.
  for (const { line } of owned) if (line.id !== null && !ids.has(line.id)) line.id = null;
  const known = paired();
  const missing = new Map<string, ModelLine[]>();
  for (const { line, key } of owned) if (line.id === null) missing.set(key, [...(missing.get(key) ?? []), line]);
  const unexpected: string[] = [];
  for (const { line, invoiceId } of billed) {
    if (known.has(line.id)) continue;
    const key = keyOfFound(line, catalogue);
    const match = missing.get(key)?.shift();
    if (match) Object.assign(match, { id: line.id, invoiceId });
    else unexpected.push(key);
  }
  expect({ unexpected, missing: [...missing].flatMap(([key, lines]) => lines.map(() => key)) }).toEqual({ unexpected: [], missing: [] });

  const models = paired();
  for (const { line } of billed) {
    const model = models.get(line.id);
    expect([line.id, line.voided]).toEqual([line.id, model?.voided]);
    expect([line.id, line.credits !== null]).toEqual([line.id, model?.credits !== null]);
  }
}
