import type { Case } from './case.ts';

interface NotRun {
  readonly kind: string;
  /** Holds the entry to the cases of the kind whose input has these values. */
  readonly where?: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

/** What the package does not do, and so does not run: every case that stands here says why. */
export const notRun: readonly NotRun[] = [
  { kind: 'rating_block_tiers', reason: 'Block tiers are no pricing model here; a package price is a single tier of them.' },
  { kind: 'progressive_billing', reason: 'An invoice is not issued at a threshold amid a period.' },
  { kind: 'invoice_numbering', where: { scheme: 'per_customer' }, reason: 'Numbers run per series of the seller, not per customer.' },
  {
    kind: 'plan_change_credit_basis',
    where: { credit_basis: 'current_price' },
    reason: '"Classic" credits give back money that was never charged.',
  },
  { kind: 'tax_compound', reason: 'A tax on a tax is written as the percent of the price that it comes to.' },
  { kind: 'prepaid_cap', reason: 'Comes with wallets.' },
  { kind: 'money_rounding', reason: 'Comes with wallets.' },
  { kind: 'credit_burn_down', reason: 'Comes with wallets.' },
  { kind: 'wallet_consumption', reason: 'Comes with wallets.' },
  { kind: 'wallet_consumption_rate', reason: 'Comes with wallets.' },
  { kind: 'wallet_ongoing_balance', reason: 'Comes with wallets.' },
  { kind: 'credit_note', reason: 'Comes with credit notes.' },
  { kind: 'revenue_recognition', reason: 'Comes with revenue recognition.' },
  { kind: 'dunning_timeline', reason: 'Comes with payments.' },
  { kind: 'dunning_campaign', reason: 'Comes with payments.' },
  { kind: 'dunning_retry_days', reason: 'Comes with payments.' },
  { kind: 'webhook_sign', reason: 'Webhooks are not billing rules.' },
  { kind: 'webhook_verify', reason: 'Webhooks are not billing rules.' },
  { kind: 'webhook_retry_schedule', reason: 'Webhooks are not billing rules.' },
  { kind: 'disagreement', reason: 'A figure that its source states and that is not adopted: for reading.' },
];

/** Why a case is not run; nothing for a case that must pass. */
export function reasonNotToRun({ kind, input }: Case): string | undefined {
  const matches = ({ where = {} }: NotRun) => Object.entries(where).every(([key, value]) => input[key] === value);
  return notRun.find((entry) => entry.kind === kind && matches(entry))?.reason;
}
