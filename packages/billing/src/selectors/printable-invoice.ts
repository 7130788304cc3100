import { Temporal } from 'temporal-polyfill';
import type { Invoice } from '../contract/invoices.ts';
import type { MoneyDto } from '../contract/money.ts';
import type { PrintableDocument } from '../ports/document-printer.ts';
import { localDateOf } from '../rules/billing-calendar.ts';
import { minorUnitPlaces } from '../rules/currency.ts';
import { formatMinorUnits } from '../rules/money.ts';

const amountText = ({ amount, currency }: MoneyDto): string => formatMinorUnits(BigInt(amount), minorUnitPlaces(currency));

/** The days of a period as people read them: the last one is part of it. */
function daysText(period: Invoice['lines'][number]['period'], timeZone: string): string {
  if (!period) return '';
  const { start, end } = period;
  const [first, beyond] = [start, end].map((instant) => localDateOf(Temporal.Instant.from(instant), timeZone));
  const last = beyond?.subtract({ days: 1 });
  return `${first?.toString() ?? ''} – ${last?.toString() ?? ''}`;
}

/** A tax as people read it: its name, how much, whose it is, of what. */
function taxText({ treatment, rate, base }: Invoice['taxes'][number], inCurrency: (money: MoneyDto) => string): string {
  if (treatment !== 'taxable' || !rate) return `${treatment === 'exempt' ? 'Exempt' : 'Reverse charge'}, on ${inCurrency(base)}`;
  return `${rate.name} ${rate.percentage} % (${rate.jurisdiction})${rate.behavior === 'inclusive' ? ', included' : ''}, on ${inCurrency(base)}`;
}

/** A final invoice in words and columns. */
export function printableInvoice(invoice: Invoice, number: string): PrintableDocument {
  const { currency, timeZone, lines, subtotal, discounts, taxes, taxNote, total } = invoice;
  const inCurrency = (money: MoneyDto) => `${amountText(money)} ${currency}`;
  return {
    title: `Invoice ${number}`,
    date: invoice.finalizedAt ?? invoice.createdAt,
    parties: [
      { label: 'From', text: invoice.seller.name },
      { label: 'To', text: invoice.billTo.name },
    ],
    facts: [
      { label: 'Number', text: number },
      { label: 'Date of issue', text: invoice.issueDate ?? '' },
      { label: 'Due', text: invoice.dueDate ?? '' },
    ],
    columns: ['Description', 'Quantity', 'Period', `Amount (${currency})`],
    rows: lines.map(({ description, quantity, period, amount }) => [description, quantity ?? '', daysText(period, timeZone), amountText(amount)]),
    totals: [
      { label: 'Subtotal', text: inCurrency(subtotal) },
      ...discounts.map(({ code, amount }) => ({ label: `Discount ${code}`, text: inCurrency({ ...amount, amount: -amount.amount }) })),
      ...taxes.map((tax) => ({ label: taxText(tax, inCurrency), text: inCurrency(tax.amount) })),
      { label: 'Total', text: inCurrency(total) },
    ],
    notes: taxNote === null ? [] : [taxNote],
  };
}
