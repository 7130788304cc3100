import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { invoiceStatus } from '../contract/invoices.ts';

const tag = 'Invoices';
const params = z.strictObject({ invoiceId: idSchema('inv') });

const listInvoices = describe(billingContract, 'listInvoices', {
  tag,
  summary: 'List invoices',
  description: 'Newest first. Without `accountId` those of all live accounts that the caller may read.',
  query: z.strictObject({
    accountId: idSchema('acct').exactOptional().meta({ description: 'Only the invoices of this account, on a test clock or not.' }),
    status: invoiceStatus.exactOptional(),
    ...pageQuery,
  }),
});

const getInvoice = describe(billingContract, 'getInvoice', { tag, summary: 'Read an invoice', params });

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
