import type { Id } from '@plinth/kernel';
import type { AppliedTaxRate } from '../contract/tax-rates.ts';

/** The columns of a rate as an outer join gives them: null where there is no rate. */
export interface JoinedTaxRate {
  readonly rateId: Id<'taxrate'> | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly jurisdiction: string | null;
  readonly percentage: string | null;
  readonly behavior: AppliedTaxRate['behavior'] | null;
  readonly parts: unknown;
}

/** A rate as documents show it; null where there is none. */
export function appliedTaxRate({ rateId: id, key, name, jurisdiction, percentage, behavior, parts }: JoinedTaxRate): AppliedTaxRate | null {
  if (id === null || key === null || name === null || jurisdiction === null || percentage === null || behavior === null) return null;
  return { id, key, name, jurisdiction, percentage, behavior, parts: parts as AppliedTaxRate['parts'] };
}
