import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { appliedDiscount } from './coupons.ts';
import { explanation } from './explanation.ts';
import { decimalField, keyField, nameField, ownerField } from './fields.ts';
import { money } from './money.ts';
import { appliedTaxRate, taxTreatment } from './tax-rates.ts';

export const invoiceStatus = z
  .enum(['draft', 'open', 'uncollectible', 'paid', 'void'])
  .meta({ description: 'A `draft` follows what it bills until it is final; then it is `open` until it is `paid`, written off or `void`.' });

const lineContent = {
  charge: z.string().nullable().meta({ description: "The charge's key in its plan; null for what is billed once." }),
  description: z.string(),
  quantity: z.string().nullable().meta({ description: 'A decimal; null where nothing is counted.' }),
  period: z.strictObject({ start: z.iso.datetime(), end: z.iso.datetime() }).nullable().meta({ description: 'From `start`, before `end`; null for what is billed once.' }),
  amount: money.meta({ description: 'As priced, before coupons.' }),
  discount: money.meta({ description: 'What coupons take off the amount.' }),
  discounts: z.array(appliedDiscount),
  net: money.meta({ description: 'What is taxed: the amount after coupons, without its tax.' }),
  taxTreatment,
  taxRate: appliedTaxRate.nullable(),
  tax: money,
  explanation,
};

const line = z.strictObject({ id: idSchema('line'), subscriptionId: idSchema('sub').nullable(), ...lineContent }).meta({ id: 'InvoiceLine' });

const invoiceTax = z
  .strictObject({ treatment: taxTreatment, rate: appliedTaxRate.nullable(), base: money, amount: money })
  .meta({ id: 'InvoiceTax', description: 'What all lines of one tax, or without tax for one reason, sum to; a rate of several parts is its taxes here.' });

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
    number: z.string().nullable().meta({ description: 'Null until it is final.' }),
    accountId: idSchema('acct'),
    status: invoiceStatus,
    currency: z.string(),
    issueDate: z.iso.date().nullable(),
    dueDate: z.iso.date().nullable(),
    seller: z.strictObject({ name: z.string() }),
    billTo: z.strictObject({ name: z.string() }),
    lines: z.array(line),
    ...totals,
    timeZone: z.string().meta({ description: 'Where its dates are read from the calendar.' }),
    createdAt: z.iso.datetime().meta({ description: "In the account's time, as all that follow." }),
    finalizesAt: z.iso.datetime().nullable().meta({ description: 'When a draft becomes final by itself, or is tried again.' }),
    finalizationFailure: z.string().nullable().meta({ description: 'Why it did not.' }),
    finalizedAt: z.iso.datetime().nullable(),
    voidedAt: z.iso.datetime().nullable(),
    uncollectibleAt: z.iso.datetime().nullable(),
    replaces: idSchema('inv').nullable().meta({ description: 'The void invoice in whose place it is.' }),
    replacedBy: idSchema('inv').nullable(),
    version: z.int(),
  })
  .meta({ id: 'Invoice', description: 'What is asked for. Once it is final, only its status changes, and what is due.' });

const pdf = z
  .strictObject({ fileName: z.string(), content: z.base64() })
  .meta({ id: 'InvoicePdf', description: 'The invoice as a PDF file; the same bytes whenever it is asked for.' });

const byId = z.strictObject({ invoiceId: idSchema('inv') });

const command = z.strictObject({ ...byId.shape, ownerId: ownerField });

const oneOffLine = z.strictObject({
  description: nameField,
  quantity: decimalField.exactOptional().meta({ description: 'One, where it is left out.' }),
  unitAmount: decimalField.meta({ description: 'In major units; times the quantity it is rounded once.' }),
  taxRate: keyField.exactOptional().meta({ description: 'The key of an active tax rate; that of the account, where it is left out.' }),
});

const newInvoice = z.strictObject({
  accountId: idSchema('acct'),
  ownerId: ownerField,
  lines: z.array(oneOffLine).min(1).max(100),
  draft: z.boolean().exactOptional().meta({ description: 'Whether it stays a draft until it is finalized by request.' }),
});

const { accountNotFound, invoiceNotFound, invoiceTransition, invoicePartlyPaid, invoiceCredited, invoiceWaits, invoiceIsDraft, amountOutOfRange, textNotPrintable } = billingErrors;

export const invoiceServices = {
  createInvoice: operation({ input: newInvoice, output: invoice, errors: [accountNotFound, amountOutOfRange, textNotPrintable] }),
  finalizeInvoice: operation({ input: command, output: invoice, errors: [invoiceNotFound, invoiceTransition, invoiceWaits, amountOutOfRange, textNotPrintable] }),
  voidInvoice: operation({ input: command, output: invoice, errors: [invoiceNotFound, invoiceTransition, invoicePartlyPaid, invoiceCredited] }),
  reissueInvoice: operation({
    input: command,
    output: invoice,
    errors: [invoiceNotFound, invoiceTransition, invoicePartlyPaid, invoiceCredited, amountOutOfRange, textNotPrintable],
  }),
  markInvoiceUncollectible: operation({ input: command, output: invoice, errors: [invoiceNotFound, invoiceTransition] }),
};

export const invoiceSelectors = {
  getInvoice: operation({ input: byId, output: invoice, errors: [invoiceNotFound] }),
  getInvoicePdf: operation({ input: byId, output: pdf, errors: [invoiceNotFound, invoiceIsDraft, textNotPrintable] }),
  listInvoices: operation({
    input: z.strictObject({ accountId: idSchema('acct').exactOptional(), status: invoiceStatus.exactOptional(), ...pageInput }),
    output: pageSchema('InvoicePage', invoice),
  }),
};

/** Where a list of invoices goes on: after this instant at which an invoice was made and this invoice. */
export const invoiceCursor = z.tuple([z.iso.datetime(), idSchema('inv')]);

export type InvoiceStatus = z.output<typeof invoiceStatus>;
export type InvoiceTax = z.output<typeof invoiceTax>;
export type Invoice = z.output<typeof invoice>;
export type InvoicePdf = z.output<typeof pdf>;
export type CreateInvoice = InputOf<typeof invoiceServices.createInvoice>;
/** Names an invoice and, for operators, its owner. */
export type CommandInvoice = InputOf<typeof invoiceServices.finalizeInvoice>;
export type GetInvoice = InputOf<typeof invoiceSelectors.getInvoice>;
export type ListInvoices = InputOf<typeof invoiceSelectors.listInvoices>;
