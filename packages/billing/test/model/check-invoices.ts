import { uuidToId } from '@plinth/kernel';
import { expect } from 'vitest';
import { shareOf, type Span } from './calendar.ts';
import { type FoundInvoice, type FoundLine, uuidOf } from './found.ts';
import type { House } from './house.ts';
import { type Catalogue, costOfCalls, modelPlans, rateOf } from './plans.ts';
import { type RateKey, rates, rounded, taxShare } from './taxes.ts';
import { type ModelAccount, subscriptionsOf, type World } from './world.ts';

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n);

/** What calls cost, and what is missing to their minimum in the part of a cycle. */
function checkUsage(line: FoundLine, { lines }: FoundInvoice, account: ModelAccount, catalogue: Catalogue, cycles: ReadonlyMap<string, Span>): void {
  if (line.charge !== 'calls' || line.reason !== 'period') return;
  const calls = BigInt([...account.calls.values()].filter((time) => time >= line.start && time < line.end).length);
  const plan = catalogue.nameOf(uuidToId('plan', line.plan ?? ''));
  const cost = costOfCalls(plan, calls);
  expect([line.id, line.quantity, line.amount]).toEqual([line.id, calls.toString(), cost.toString()]);
  const cycle = cycles.get(line.id);
  if (!cycle) throw new Error('The line is not the model\'s.');
  const missing = shareOf(modelPlans[plan].minimum, line, cycle, plan, account.zone) - cost;
  const topUps = lines.filter((other) => other.reason === 'minimumSpend' && other.subscription === line.subscription && other.plan === line.plan && other.start === line.start);
  expect([line.id, ...topUps.map(({ amount, end }) => [amount, end])]).toEqual([line.id, ...(missing > 0n ? [[missing.toString(), line.end]] : [])]);
}

const discounted = ({ amount, discount }: FoundLine): bigint => BigInt(amount) - BigInt(discount);

function checkDiscount(line: FoundLine, lines: ReadonlyMap<string, FoundLine>): void {
  const [amount, discount] = [BigInt(line.amount), BigInt(line.discount)];
  expect(line.discounts).toBe(line.discount);
  expect(amount < 0n ? discount <= 0n && discount >= amount : discount >= 0n && discount <= amount).toBe(true);
  const credited = line.credits === null ? undefined : lines.get(line.credits);
  if (!credited) return;
  const given = discount - amount;
  expect(given >= 0n && given <= discounted(credited)).toBe(true);
}

/** A quarter off all that a subscription is billed for, from when it was redeemed; each period of each subscription is rounded once. */
function checkQuarter({ createdAt, lines }: FoundInvoice, { coupons }: ModelAccount): void {
  const redeemedAt = coupons.get('quarter');
  if (lines.some(({ credits, subscription }) => credits !== null || subscription === null) || (redeemedAt === undefined ? coupons.size > 0 : coupons.size > 1)) return;
  const [amount, discount] = [sum(lines.map((line) => line.amount)), sum(lines.map((line) => line.discount))];
  const expected = redeemedAt !== undefined && redeemedAt <= createdAt ? amount : 0n;
  const error = 4n * discount - expected;
  expect(error >= -4n && error <= 4n).toBe(true);
}

/** Each line as its charge or the account is when it becomes final, but what gives back a line as that was. */
function checkTax({ lines }: FoundInvoice, { tax }: ModelAccount, known: ReadonlyMap<string, FoundLine>, { catalogue, rounding }: Pick<House, 'catalogue' | 'rounding'>): void {
  for (const line of lines) {
    const own = line.plan === null ? undefined : rateOf(catalogue.nameOf(uuidToId('plan', line.plan)), line.charge);
    const credited = line.credits === null ? undefined : known.get(line.credits);
    const expected = credited ?? { treatment: tax.treatment, rateKey: tax.treatment === 'taxable' ? (own ?? tax.rate) : null, taxRate: line.taxRate };
    expect([line.id, line.treatment, line.rateKey, line.taxRate]).toEqual([line.id, expected.treatment, expected.rateKey, expected.taxRate]);
    if (line.rateKey === null) expect([line.id, line.tax]).toEqual([line.id, '0']);
  }
  for (const group of Map.groupBy(lines.filter(({ rateKey }) => rateKey !== null), ({ taxRate }) => taxRate ?? '').values()) {
    const share = taxShare(rates[group[0]?.rateKey as RateKey]);
    const taxOf = (amount: bigint) => rounded(amount * share.of, share.in);
    if (rounding === 'onTotal') {
      expect(sum(group.map((line) => line.tax))).toBe(taxOf(group.reduce((total, line) => total + discounted(line), 0n)));
      for (const line of group) {
        const error = share.in * BigInt(line.tax) - share.of * discounted(line);
        expect(error > -share.in && error < share.in).toBe(true);
      }
    } else expect(group.map((line) => [line.id, line.tax])).toEqual(group.map((line) => [line.id, taxOf(discounted(line)).toString()]));
  }
}

const isWithin = ({ rateKey }: FoundLine): boolean => rateKey !== null && rates[rateKey as RateKey].behavior === 'inclusive';

/** Invariant 17: the totals are those of the lines, and never below zero; what is left over, the account keeps. */
function checkTotals({ lines, ...invoice }: FoundInvoice): void {
  const [subtotal, discount, tax] = [sum(lines.map(({ amount }) => amount)), sum(lines.map((line) => line.discount)), sum(lines.map((line) => line.tax))];
  const asked = subtotal - discount + sum(lines.filter((line) => !isWithin(line)).map((line) => line.tax));
  const total = asked < 0n ? 0n : asked;
  const status = (due: bigint) => (due === 0n ? 'paid' : 'open');
  const applied = BigInt(invoice.creditApplied);
  expect(invoice).toMatchObject({ subtotal: subtotal.toString(), discount: discount.toString(), tax: tax.toString(), total: total.toString(), creditCarried: (total - asked).toString() });
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
export function checkInvoices(world: World, { catalogue, rounding }: Pick<House, 'catalogue' | 'rounding'>, invoices: readonly FoundInvoice[]): void {
  const accounts = new Map(world.accounts.map((account) => [uuidOf(account.id), account]));
  const lines = new Map(invoices.filter(({ number }) => number !== null).flatMap((invoice) => invoice.lines.map((line) => [line.id, line] as const)));
  const cycles = new Map(subscriptionsOf(world).flatMap(({ subscription }) => subscription.lines.flatMap(({ id, cycle }) => (id === null ? [] : [[id, cycle] as const]))));
  checkNumbers(invoices);
  for (const invoice of invoices) {
    const account = accounts.get(invoice.account);
    if (!account) throw new Error('Nobody has an account of this id.');
    const id = uuidToId('inv', invoice.id);
    const known = world.invoices.get(id) ?? { id, account, status: invoice.status, document: null };
    world.invoices.set(id, known);
    if (invoice.status === 'draft') continue;
    if (known.document === null) {
      const final = invoice.number === null ? new Map<string, FoundLine>() : lines;
      // What was issued before, and has been issued anew, counts the usage and the coupons of then.
      if (invoice.replaces === null) for (const line of invoice.lines) checkUsage(line, invoice, account, catalogue, cycles);
      if (invoice.replaces === null && invoice.number !== null) checkQuarter(invoice, account);
      for (const line of invoice.lines) checkDiscount(line, final);
      if (invoice.number !== null) checkTax(invoice, account, final, { catalogue, rounding });
    } else expect([id, invoice.document]).toEqual([id, known.document]);
    checkTotals(invoice);
    Object.assign(known, { status: invoice.status, document: invoice.document });
  }
}
