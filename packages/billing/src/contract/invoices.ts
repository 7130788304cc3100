import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { appliedDiscount } from './coupons.ts';
import { explanation } from './explanation.ts';
import { money } from './money.ts';
import { appliedTaxRate, taxTreatment } from './tax-rates.ts';

export const invoiceStatus = z.enum(['open', 'paid']);

const lineContent = {
  charge: z.string().meta({ description: "The charge's key in its plan." }),
  description: z.string(),
  quantity: z.string().nullable().meta({ description: 'A decimal; null where nothing is counted.' }),
  period: z.strictObject({ start: z.iso.datetime(), end: z.iso.datetime() }).meta({ description: 'From `start`, before `end`.' }),
  amount: money.meta({ description: 'As priced, before coupons.' }),
  discount: money.meta({ description: 'What coupons take off the amount.' }),
  discounts: z.array(appliedDiscount),
  net: money.meta({ description: 'What is taxed: the amount after coupons, without its tax.' }),
  taxTreatment,
  taxRate: appliedTaxRate.nullable(),
  tax: money,
  explanation,
};

const line = z.strictObject({ id: idSchema('line'), subscriptionId: idSchema('sub'), ...lineContent }).meta({ id: 'InvoiceLine' });

const invoiceTax = z
  .strictObject({ treatment: taxTreatment, rate: appliedTaxRate.nullable(), base: money, amount: money })
  .meta({ id: 'InvoiceTax', description: 'What all lines of one rate, or without tax for one reason, sum to.' });

const totals = {
  subtotal: money.meta({ description: 'What the lines sum to, as they are priced.' }),
  discount: money.meta({ description: 'What coupons take off the subtotal.' }),
  discounts: z.array(appliedDiscount).meta({ description: 'What each of them takes off all lines, in the order in which they take effect.' }),
  net: money.meta({ description: 'After coupons, without tax.' }),
  taxes: z.array(invoiceTax),
  taxNote: z.string().nullable().meta({ description: 'Why there is no tax.' }),
  tax: money,
  total: money,
  creditApplied: money.meta({ description: "What the account's credit pays of the total." }),
  creditCarried: money.meta({ description: 'By how much credits exceed charges: kept for the next invoices of the account.' }),
  amountDue: money,
};

/** What is known of an invoice before it is one. */
export const invoiceContent = {
  currency: z.string(),
  issueDate: z.iso.date(),
  lines: z.array(z.strictObject(lineContent).meta({ id: 'PreviewedLine' })),
  ...totals,
};

export const invoice = z
  .strictObject({
    id: idSchema('inv'),
    number: z.string(),
    accountId: idSchema('acct'),
    status: invoiceStatus,
    currency: z.string(),
    issueDate: z.iso.date(),
    dueDate: z.iso.date(),
    seller: z.strictObject({ name: z.string() }),
    billTo: z.strictObject({ name: z.string() }),
    lines: z.array(line),
    ...totals,
    timeZone: z.string().meta({ description: 'Where its dates are read from the calendar.' }),
    finalizedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Invoice', description: 'What was asked for. But for its status and what is due, it does not change.' });

const pdf = z
  .strictObject({ fileName: z.string(), content: z.base64() })
  .meta({ id: 'InvoicePdf', description: 'The invoice as a PDF file; the same bytes whenever it is asked for.' });

const byId = z.strictObject({ invoiceId: idSchema('inv') });

export const invoiceSelectors = {
  getInvoice: operation({ input: byId, output: invoice, errors: [billingErrors.invoiceNotFound] }),
  getInvoicePdf: operation({ input: byId, output: pdf, errors: [billingErrors.invoiceNotFound, billingErrors.textNotPrintable] }),
  listInvoices: operation({
    input: z.strictObject({ accountId: idSchema('acct').exactOptional(), status: invoiceStatus.exactOptional(), ...pageInput }),
    output: pageSchema('InvoicePage', invoice),
  }),
};

/** Where a list of invoices goes on: after this instant of finalisation and this invoice. */
export const invoiceCursor = z.tuple([z.iso.datetime(), idSchema('inv')]);

export type InvoiceTax = z.output<typeof invoiceTax>;
export type Invoice = z.output<typeof invoice>;
export type InvoicePdf = z.output<typeof pdf>;
export type GetInvoice = InputOf<typeof invoiceSelectors.getInvoice>;
export type ListInvoices = InputOf<typeof invoiceSelectors.listInvoices>;
