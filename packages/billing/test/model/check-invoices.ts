import { uuidToId } from '@plinth/kernel';
import { expect } from 'vitest';
import { type FoundInvoice, type FoundLine, uuidOf } from './found.ts';
import { type Catalogue, costOfCalls } from './plans.ts';
import type { ModelAccount, World } from './world.ts';

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n);

/** A percentage of a net amount, rounded half away from zero. */
function taxOf(net: bigint, percentage: string): bigint {
  const [whole = '0', places = ''] = percentage.split('.');
  const [rate, unit] = [BigInt(`${whole}${places}`), 100n * 10n ** BigInt(places.length)];
  const [size, sign] = net < 0n ? [-net, -1n] : [net, 1n];
  return sign * ((2n * size * rate + unit) / (2n * unit));
}

function checkUsage(line: FoundLine, account: ModelAccount, catalogue: Catalogue): void {
  if (line.charge !== 'calls') return;
  const calls = BigInt([...account.calls.values()].filter((time) => time >= line.start && time < line.end).length);
  const plan = catalogue.nameOf(uuidToId('plan', line.plan ?? ''));
  expect([line.id, line.quantity, line.amount]).toEqual([line.id, calls.toString(), costOfCalls(plan, calls).toString()]);
}

function checkLine(line: FoundLine, lines: ReadonlyMap<string, FoundLine>): void {
  const [amount, discount] = [BigInt(line.amount), BigInt(line.discount)];
  expect(line.discounts).toBe(line.discount);
  expect(amount < 0n ? discount <= 0n && discount >= amount : discount >= 0n && discount <= amount).toBe(true);
  expect([line.id, line.tax]).toEqual([line.id, taxOf(amount - discount, line.percentage ?? '0').toString()]);
  const credited = line.credits === null ? undefined : lines.get(line.credits);
  if (!credited) return;
  expect(line.taxRate).toBe(credited.taxRate);
  const [paid, given] = [BigInt(credited.amount) - BigInt(credited.discount), discount - amount];
  expect(given >= 0n && given <= paid).toBe(true);
}

/** Invariant 17: the totals are those of the lines, and never below zero; what is left over, the account keeps. */
function checkTotals({ lines, ...invoice }: FoundInvoice): void {
  const [subtotal, discount, tax] = [sum(lines.map(({ amount }) => amount)), sum(lines.map((line) => line.discount)), sum(lines.map((line) => line.tax))];
  const net = subtotal - discount + tax;
  const total = net < 0n ? 0n : net;
  const status = (due: bigint) => (due === 0n ? 'paid' : 'open');
  const applied = BigInt(invoice.creditApplied);
  expect(invoice).toMatchObject({ subtotal: subtotal.toString(), discount: discount.toString(), tax: tax.toString(), total: total.toString(), creditCarried: (total - net).toString() });
  expect(applied >= 0n && applied <= total).toBe(true);
  if (invoice.status === 'void') expect(invoice.amountDue).toBe('0');
  else expect(invoice.amountDue).toBe((total - applied).toString());
  if (invoice.status === 'open' || invoice.status === 'paid') expect(invoice.status).toBe(status(total - applied));
}

/** Invariant 16: the numbers of each series are 1, 2, 3, … as long as there are any. */
function checkNumbers(invoices: readonly FoundInvoice[]): void {
  const numbers = invoices.flatMap(({ number }) => (number === null ? [] : [number.split('-')]));
  for (const series of Map.groupBy(numbers, (parts) => parts.slice(0, -2).join('-')).values()) {
    expect(series.map((parts) => Number(parts.at(-1))).sort((a, b) => a - b)).toEqual(series.map((_, index) => index + 1));
  }
}

/** What invoices say, when they settle and from then on. */
export function checkInvoices(world: World, catalogue: Catalogue, invoices: readonly FoundInvoice[]): void {
  const accounts = new Map(world.accounts.map((account) => [uuidOf(account.id), account]));
  const lines = new Map(invoices.filter(({ number }) => number !== null).flatMap((invoice) => invoice.lines.map((line) => [line.id, line] as const)));
  checkNumbers(invoices);
  for (const invoice of invoices) {
    const account = accounts.get(invoice.account);
    if (!account) throw new Error('Nobody has an account of this id.');
    const id = uuidToId('inv', invoice.id);
    const known = world.invoices.get(id) ?? { id, account, status: invoice.status, document: null };
    world.invoices.set(id, known);
    if (invoice.status === 'draft') continue;
    if (known.document === null) {
      // What was issued before, and has been issued anew, counts the usage of then.
      if (invoice.replaces === null) for (const line of invoice.lines) checkUsage(line, account, catalogue);
      for (const line of invoice.lines) checkLine(line, invoice.number === null ? new Map() : lines);
    } else expect([id, invoice.document]).toEqual([id, known.document]);
    checkTotals(invoice);
    Object.assign(known, { status: invoice.status, document: invoice.document });
  }
}
