import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { invoiceStatus } from '../contract/invoices.ts';

const tag = 'Invoices';
const params = z.strictObject({ invoiceId: idSchema('inv') });

const euros = (amount: number) => ({ amount, currency: 'EUR' });

const rate = { id: 'taxrate_01h2xcejqtf2nbrexx3vqjhp41', key: 'at_standard', name: 'USt', jurisdiction: 'AT', percentage: '20', behavior: 'exclusive' };

const invoice = {
  id: 'inv_01h2xcejqtf2nbrexx3vqjhp41',
  number: 'PL-2027-000001',
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
  finalizedAt: '2027-01-31T10:00:00.000Z',
  version: 1,
};

const listInvoices = describe(billingContract, 'listInvoices', {
  tag,
  summary: 'List invoices',
  description: 'Newest first. Without `accountId` those of all live accounts that the caller may read.',
  query: z.strictObject({
    accountId: idSchema('acct').exactOptional().meta({ description: 'Only the invoices of this account, on a test clock or not.' }),
    status: invoiceStatus.exactOptional().meta({ description: 'Only those that are open, or paid.' }),
    ...pageQuery,
  }),
  example: { response: { data: [invoice], nextCursor: null } },
});

const getInvoice = describe(billingContract, 'getInvoice', { tag, summary: 'Read an invoice', params, example: { response: invoice } });

const getInvoicePdf = describe(billingContract, 'getInvoicePdf', {
  tag,
  summary: 'Read an invoice as a PDF file',
  description: 'The same bytes whenever it is asked for.',
  params,
  file: 'application/pdf',
});

export const invoiceRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.get('/invoices', listInvoices, (request) => billing.selectors.listInvoices(request.query, callOf(request)));

  app.get('/invoices/:invoiceId', getInvoice, (request) => billing.selectors.getInvoice(request.params, callOf(request)));

  app.get('/invoices/:invoiceId.pdf', getInvoicePdf, async (request, reply) => {
    const { fileName, content } = await billing.selectors.getInvoicePdf(request.params, callOf(request));
    void reply.type('application/pdf').header('content-disposition', `inline; filename="${fileName}"`);
    return reply.send(Buffer.from(content, 'base64'));
  });
};
