import { type Id, idToUuid } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { DraftLine, InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import type { TotalledDraft } from '../selectors/drafting/total-draft.ts';

/** An invoice's lines, with their taxes and discounts once it is final. */
type Invoice = { readonly id: Id<'inv'>; readonly draft: InvoiceDraft } & Partial<Pick<TotalledDraft, 'totals' | 'taxes'>>;

const nullableId = (id: Id | null): string | null => id && idToUuid(id);

/** Odd for all but what is missing to a minimum, which has the place after its usage: it comes and goes, and no other line moves. */
function positionsOf(lines: readonly DraftLine[]): number[] {
  let last = -1;
  return lines.map(({ reason }) => {
    if (reason === 'minimumSpend') return last + 1;
    last += 2;
    return last;
  });
}

function contentOf({ subscriptionId, chargeId, chargeKey, description, quantity, period, amount, ...line }: DraftLine): object {
  return {
    subscriptionId: nullableId(subscriptionId),
    chargeId: nullableId(chargeId),
    chargeKey,
    description,
    quantity: quantity?.toFixed() ?? null,
    periodStart: period?.start.toString() ?? null,
    periodEnd: period?.end.toString() ?? null,
    amount: amount.toString(),
    explanation: line.explanation,
    reason: line.reason,
    sequence: line.sequence,
    credits: nullableId(line.credits),
    wholeAmount: line.whole?.amount.toString() ?? null,
    cycleStart: line.whole?.cycle.start.toString() ?? null,
    cycleEnd: line.whole?.cycle.end.toString() ?? null,
    timing: line.timing,
    billedSince: line.billedSince?.toString() ?? null,
    share: line.share && `${line.share.numerator}/${line.share.denominator}`,
    taxRate: line.taxRate,
  };
}

/** The lines of an invoice as the columns of their rows take them. */
export function lineRows({ id: invoiceId, draft, totals, taxes }: Invoice): object[] {
  const positions = positionsOf(draft.lines);
  return draft.lines.map((line, index) => {
    const { treatment, rate } = taxes?.[index] ?? { treatment: 'taxable', rate: null };
    return {
      id: idToUuid(line.id),
      invoiceId: idToUuid(invoiceId),
      ownerId: draft.account.ownerId,
      position: positions[index],
      ...contentOf(line),
      tax: (totals?.lines[index]?.tax ?? 0n).toString(),
      taxTreatment: treatment,
      taxRateId: nullableId(rate?.id ?? null),
      discount: (totals?.lines[index]?.discount ?? 0n).toString(),
    };
  });
}

export interface DiscountedInvoice extends Pick<TotalledDraft, 'draft' | 'discounts'> {
  /** When the coupons took effect. */
  readonly discountedAt: Temporal.Instant;
}

/** What coupons take off the lines of an invoice, as the columns of their rows take it. */
export function discountRows({ draft, discounts, discountedAt }: DiscountedInvoice): object[] {
  return draft.lines.flatMap(({ id, subscriptionId }, index) =>
    (discounts[index] ?? []).map(({ redemption, sequence, amount }) => ({
      lineId: idToUuid(id),
      redemptionId: idToUuid(redemption),
      ownerId: draft.account.ownerId,
      subscriptionId: nullableId(subscriptionId),
      issuedAt: discountedAt.toString(),
      sequence,
      amount: amount.toString(),
    })),
  );
}
