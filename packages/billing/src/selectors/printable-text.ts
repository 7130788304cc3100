import type { BillingConfig } from '../config.ts';
import { billingErrors } from '../errors.ts';
import type { DocumentPrinter } from '../ports/document-printer.ts';
import type { DraftTerms, TotalledDraft } from './drafting/total-draft.ts';

interface Text {
  /** A pointer into the invoice. */
  readonly field: string;
  readonly text: string;
}

function textsOf({ draft, taxes, taxNote }: TotalledDraft, { payers }: DraftTerms, { sellerName }: BillingConfig): Text[] {
  return [
    { field: '/seller/name', text: sellerName },
    { field: '/billTo/name', text: payers.nameOf(draft) },
    { field: '/taxNote', text: taxNote ?? '' },
    ...draft.lines.map(({ description }, index) => ({ field: `/lines/${index}/description`, text: description })),
    ...taxes.flatMap(({ rate }, index) => (rate ? [rate, ...rate.parts].map(({ name, jurisdiction }) => ({ field: `/lines/${index}/taxRate`, text: name + jurisdiction })) : [])),
  ];
}

/** `billing.text_not_printable`, naming the field, where a document would hold a character that the printer has no glyph for. */
export function requirePrintable(printer: DocumentPrinter, drafts: readonly TotalledDraft[], terms: DraftTerms, config: BillingConfig): void {
  for (const { field, text } of drafts.flatMap((draft) => textsOf(draft, terms, config))) {
    const missing = printer.missingCharacters(text);
    if (missing.length > 0) throw billingErrors.textNotPrintable({ field, characters: missing.join(' ') });
  }
}
