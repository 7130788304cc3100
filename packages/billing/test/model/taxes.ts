import fc from 'fast-check';

interface ModelRate {
  readonly percentage: string;
  readonly behavior: 'exclusive' | 'inclusive';
  /** The rates that it is put together from, if it is. */
  readonly parts: readonly string[];
}

/** Rates by their key; a percentage that is put together is the sum. */
export const rates = {
  vat: { percentage: '20', behavior: 'exclusive', parts: [] },
  reduced: { percentage: '7.5', behavior: 'exclusive', parts: [] },
  together: { percentage: '27.5', behavior: 'exclusive', parts: ['vat', 'reduced'] },
  within: { percentage: '19', behavior: 'inclusive', parts: [] },
  city: { percentage: '2.875', behavior: 'inclusive', parts: [] },
  bothWithin: { percentage: '21.875', behavior: 'inclusive', parts: ['within', 'city'] },
  none: { percentage: '0', behavior: 'inclusive', parts: [] },
} as const satisfies Record<string, ModelRate>;

export type RateKey = keyof typeof rates;

export const rateKeys = Object.keys(rates) as RateKey[];

/** How an account is taxed; without a rate, not at all. */
export interface ModelTax {
  readonly rate: RateKey | null;
  readonly treatment: 'taxable' | 'exempt' | 'reverseCharge';
}

export const taxes: fc.Arbitrary<ModelTax> = fc.record({
  rate: fc.constantFrom<RateKey | null>(null, ...rateKeys),
  treatment: fc.constantFrom('taxable', 'taxable', 'taxable', 'taxable', 'exempt', 'reverseCharge'),
});

/** What is tax of an amount (cents), and of which share of it exactly: r % of a net amount, r / (100 + r) of a gross one. */
export function taxShare({ percentage, behavior }: Pick<ModelRate, 'percentage' | 'behavior'>): { readonly of: bigint; readonly in: bigint } {
  const [whole = '0', places = ''] = percentage.split('.');
  const [rate, unit] = [BigInt(`${whole}${places}`), 100n * 10n ** BigInt(places.length)];
  return { of: rate, in: behavior === 'inclusive' ? unit + rate : unit };
}

/** Half away from zero. */
export function rounded(numerator: bigint, denominator: bigint): bigint {
  const [size, sign] = numerator < 0n ? [-numerator, -1n] : [numerator, 1n];
  return sign * ((2n * size + denominator) / (2n * denominator));
}
