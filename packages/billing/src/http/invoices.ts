import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { invoiceStatus } from '../contract/invoices.ts';

const tag = 'Invoices';
const params = z.strictObject({ invoiceId: idSchema('inv') });

const euros = (amount: number) => ({ amount, currency: 'EUR' });

const rate = { id: 'taxrate_01h2xcejqtf2nbrexx3vqjhp41', key: 'at_standard', name: 'USt', jurisdiction: 'AT', percentage: '20', behavior: 'exclusive', parts: [] };

const invoice = {
  id: 'inv_01h2xcejqtf2nbrexx3vqjhp41',
  number: 'INV-202701-001',
  accountId: 'acct_01h2xcejqtf2nbrexx3vqjhp41',
  status: 'open',
  currency: 'EUR',
  issueDate: '2027-01-31',
  dueDate: '2027-02-14',
  seller: { name: 'Plinth' },
  billTo: { name: 'Analytical Engines' },
  lines: [
    {
      id: 'line_01h2xcejqtf2nbrexx3vqjhp41',
      subscriptionId: 'sub_01h2xcejqtf2nbrexx3vqjhp41',
      charge: 'base',
      description: 'Pro: base',
      quantity: null,
      period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
      amount: euros(2000),
      discount: euros(0),
      discounts: [],
      net: euros(2000),
      taxTreatment: 'taxable',
      taxRate: rate,
      tax: euros(400),
      explanation: { model: 'flat', exact: '20.00' },
    },
  ],
  subtotal: euros(2000),
  discount: euros(0),
  discounts: [],
  net: euros(2000),
  taxes: [{ treatment: 'taxable', rate, base: euros(2000), amount: euros(400) }],
  taxNote: null,
  tax: euros(400),
  total: euros(2400),
  creditApplied: euros(0),
  creditCarried: euros(0),
  amountDue: euros(2400),
  timeZone: 'UTC',
  createdAt: '2027-01-31T10:00:00.000Z',
  finalizesAt: null,
  finalizationFailure: null,
  finalizedAt: '2027-01-31T10:00:00.000Z',
  voidedAt: null,
  uncollectibleAt: null,
  replaces: null,
  replacedBy: null,
  version: 1,
};

const listInvoices = describe(billingContract, 'listInvoices', {
  tag,
  summary: 'List invoices',
  description: 'Newest first, by when they were made. Without `accountId` those of all live accounts that the caller may read.',
  query: z.strictObject({
    accountId: idSchema('acct').exactOptional().meta({ description: 'Only the invoices of this account, on a test clock or not.' }),
    status: invoiceStatus.exactOptional().meta({ description: 'Only those that are drafts, open, uncollectible, paid or void.' }),
    ...pageQuery,
  }),
  example: { response: { data: [invoice], nextCursor: null } },
});

const getInvoice = describe(billingContract, 'getInvoice', { tag, summary: 'Read an invoice', description: 'What is used, and all that follows, is that of this moment while it is a draft.', params, example: { response: invoice } });

const getInvoicePdf = describe(billingContract, 'getInvoicePdf', {
  tag,
  summary: 'Read an invoice as a PDF file',
  description: 'Once it is final; the same bytes whenever it is asked for.',
  params,
  file: 'application/pdf',
});

const owner = { ownerId: 'org_01h2xcejqtf2nbrexx3vqjhp41' };

const createInvoice = describe(billingContract, 'createInvoice', {
  tag,
  summary: 'Bill an account once',
  description: 'For operators. It is final at once, or after the grace of the account; with `draft`, when it is finalized by request.',
  body: billingContract.services.createInvoice.input,
  status: 201,
  example: {
    body: { accountId: invoice.accountId, ...owner, lines: [{ description: 'Onboarding', unitAmount: '20.00' }] },
    response: { ...invoice, lines: invoice.lines.map((line) => ({ ...line, subscriptionId: null, charge: null, description: 'Onboarding', quantity: '1', period: null, explanation: { unitAmount: '20.00', exact: '20' } })) },
  },
});

const command = { params, body: z.strictObject({ ownerId: billingContract.services.voidInvoice.input.shape.ownerId }) };

const finalizeInvoice = describe(billingContract, 'finalizeInvoice', {
  tag,
  summary: 'Finalize a draft now',
  description: 'For operators. It gets its number, its date and its postings.',
  ...command,
  example: { body: owner, response: { ...invoice, version: 2 } },
});

const voidInvoice = describe(billingContract, 'voidInvoice', {
  tag,
  summary: 'Void an invoice',
  description: 'For operators. A draft, or one of which nothing is paid. Its postings are taken back; its number stays taken.',
  ...command,
  example: { body: owner, response: { ...invoice, status: 'void', amountDue: euros(0), voidedAt: '2027-02-01T10:00:00.000Z', version: 2 } },
});

const reissueInvoice = describe(billingContract, 'reissueInvoice', {
  tag,
  summary: 'Void an invoice and issue it anew',
  description: 'For operators. The same lines and discounts under a new number, taxed, addressed and dated as the account is now.',
  ...command,
  status: 201,
  example: { body: owner, response: { ...invoice, number: 'INV-202702-002', replaces: 'inv_01h2xcejqtf2nbrexx3vqjhp42' } },
});

const markInvoiceUncollectible = describe(billingContract, 'markInvoiceUncollectible', {
  tag,
  summary: 'Write an invoice off',
  description: 'For operators. What is due is no receivable any more.',
  ...command,
  example: { body: owner, response: { ...invoice, status: 'uncollectible', uncollectibleAt: '2027-05-01T10:00:00.000Z', version: 2 } },
});

export const invoiceRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.get('/invoices', listInvoices, (request) => billing.selectors.listInvoices(request.query, callOf(request)));

  app.post('/invoices', createInvoice, (request) => billing.services.createInvoice(request.body, callOf(request)));

  app.post('/invoices/:invoiceId/finalize', finalizeInvoice, (request) => billing.services.finalizeInvoice({ ...request.params, ...request.body }, callOf(request)));

  app.post('/invoices/:invoiceId/void', voidInvoice, (request) => billing.services.voidInvoice({ ...request.params, ...request.body }, callOf(request)));

  app.post('/invoices/:invoiceId/reissue', reissueInvoice, (request) => billing.services.reissueInvoice({ ...request.params, ...request.body }, callOf(request)));

  app.post('/invoices/:invoiceId/mark-uncollectible', markInvoiceUncollectible, (request) =>
    billing.services.markInvoiceUncollectible({ ...request.params, ...request.body }, callOf(request)),
  );

  app.get('/invoices/:invoiceId', getInvoice, (request) => billing.selectors.getInvoice(request.params, callOf(request)));

  app.get('/invoices/:invoiceId.pdf', getInvoicePdf, async (request, reply) => {
    const { fileName, content } = await billing.selectors.getInvoicePdf(request.params, callOf(request));
    void reply.type('application/pdf').header('content-disposition', `inline; filename="${fileName}"`);
    return reply.send(Buffer.from(content, 'base64'));
  });
};
