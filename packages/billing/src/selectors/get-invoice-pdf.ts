import type { BillingReadContext } from '../context.ts';
import type { GetInvoice, InvoicePdf } from '../contract/invoices.ts';
import { billingErrors } from '../errors.ts';
import type { PrintableDocument } from '../ports/document-printer.ts';
import { getInvoice } from './get-invoice.ts';
import { printableInvoice } from './printable-invoice.ts';

const textOf = ({ title, parties, facts, columns, rows, totals, notes }: PrintableDocument): string =>
  [title, ...[...parties, ...facts, ...totals].flatMap(({ label, text }) => [label, text]), ...columns, ...rows.flat(), ...notes].join('');

/**
 * The invoice as a file, printed anew each time, the same bytes each time; as `getInvoice` about who may have it.
 * `billing.text_not_printable` where the printer has no glyph for a character: a box in its place would be another text.
 */
export async function getInvoicePdf(context: BillingReadContext, input: GetInvoice): Promise<InvoicePdf> {
  const invoice = await getInvoice(context, input);
  const { number } = invoice;
  if (number === null) throw billingErrors.invoiceIsDraft({ invoiceId: invoice.id });
  const document = printableInvoice(invoice, number);
  const missing = context.printer.missingCharacters(textOf(document));
  if (missing.length > 0) throw billingErrors.textNotPrintable({ field: document.title, characters: missing.join(' ') });
  const content = await context.printer.print(document);
  return { fileName: `${number}.pdf`, content: Buffer.from(content).toString('base64') };
}
