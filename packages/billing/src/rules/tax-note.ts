import type { TaxTreatment } from './tax.ts';

const usual: Readonly<Record<Exclude<TaxTreatment, 'taxable'>, string>> = {
  exempt: 'Exempt from tax.',
  // The words that Article 226 (11a) of Directive 2006/112/EC asks for.
  reverseCharge: 'Reverse charge: the recipient of the supply is liable for the tax.',
};

/** What a document says about why it asks for no tax; null where tax is asked for. */
export const taxNote = (treatment: TaxTreatment, own: string | null): string | null => (treatment === 'taxable' ? null : (own ?? usual[treatment]));
