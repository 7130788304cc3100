/** A mistake that somebody could make in a source of the package, and that the model has to see. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const mutations: readonly Mutation[] = [
  { name: 'one of two waiting changes is forgotten', file: 'rules/subscription-passage.ts', from: 'for (const due of applied) next', to: 'for (const due of applied.slice(0, 1)) next' },
  { name: 'a cancellation with the period does not move with it', file: 'rules/subscription-passage.ts', from: 'cancelAt: state.cancelsAtPeriodEnd ? end : state.cancelAt', to: 'cancelAt: state.cancelAt' },
  { name: 'a resumed cycle is asked for whole', file: 'rules/subscription-passage.ts', from: 'termsSince: at, quantitySince: at, resumesAt: null', to: 'resumesAt: null' },
  { name: 'service begins with the day on which a trial ends', file: 'rules/subscription-passage.ts', from: 'next.terms, next.trialEndsAt)', to: 'next.terms, dayOf(next.trialEndsAt, next.cycles.timeZone))' },
  { name: 'a pause gives nothing back', file: 'rules/billed-parts.ts', from: 'ofBefore && left.length > 0', to: 'ofBefore && after && left.length > 0' },
  { name: 'what is billed goes beyond the end', file: 'rules/billed-parts.ts', from: 'const end = endsAt ? earlier', to: 'const end = endsAt?.epochMilliseconds === 0 ? earlier' },
  { name: 'a part is given back of a part', file: 'selectors/drafting/draft-lines.ts', from: 'shareOf(line.whole.amount, share)', to: 'shareOf(line.amount, share)' },
  { name: 'a minimum spend is asked for whole in a part of a cycle', file: 'selectors/drafting/draft-lines.ts', from: 'minimum: shareOf(minimum, share)', to: 'minimum' },
  { name: 'an anchor on the 31st stays on the 28th', file: 'rules/billing-periods.ts', from: 'boundaries.reduce((best, boundary) => (boundary.day > best.day ? boundary : best))', to: 'boundaries.reduce((best) => best)' },
  { name: 'periods of coupons are not counted', file: 'rules/coupon-effects.ts', from: 'periodsLeft === null ? null : periodsLeft - 1', to: 'periodsLeft' },
  { name: 'tax within a price is rounded down', file: 'rules/tax.ts', from: 'lines.map((line) => shareOf(line.amount, taxShare(line)))', to: 'lines.map((line) => (line.amount * taxShare(line).numerator) / taxShare(line).denominator)' },
  { name: 'what is given back is taxed as the account is now', file: 'selectors/drafting/draft-taxes.ts', from: 'if (credited) return credited;', to: '' },
  { name: 'a number is left out', file: 'services/take-numbers.ts', from: 'set taken = series.taken + excluded.taken', to: 'set taken = series.taken + excluded.taken + (series.taken % 5 = 4)::integer' },
  { name: 'a void invoice keeps the credit that it took', file: 'services/revoke-invoice.ts', from: 'change: creditApplied }', to: 'change: 0n }' },
];
