import type { FieldIssue } from '@plinth/kernel';
import type { NewCharge } from '../contract/charges.ts';
import type { Aggregation } from './usage-aggregation.ts';

type MeterAggregation = Aggregation | 'weightedSum';

/** The key of the meter that counts for a charge. */
export const meterKeyOf = (charge: NewCharge): string | undefined => (charge.model === 'flat' ? undefined : charge.meter);

function timingProblems(charge: NewCharge, pointer: string): FieldIssue[] {
  if (charge.model === 'flat') return [];
  if (charge.meter !== undefined && charge.timing === 'inAdvance') {
    return [{ pointer: `${pointer}/timing`, code: 'metered_in_advance', message: 'What a meter counts is known, and charged, in arrears.' }];
  }
  if (charge.meter === undefined && charge.timing === 'inArrears') {
    return [{ pointer: `${pointer}/meter`, code: 'missing_meter', message: 'A charge in arrears names what counts; without a meter it is charged in advance.' }];
  }
  return [];
}

/** Models over amounts of money: a number of events is none. Single events have amounts only where they are summed. */
const measures: Readonly<Partial<Record<NewCharge['model'], readonly MeterAggregation[]>>> = {
  percentage: ['sum'],
  graduatedPercentage: ['sum', 'max', 'latest', 'weightedSum'],
  dynamic: ['sum', 'max', 'latest', 'weightedSum'],
};

/** All that is wrong with where quantities come from; `meters` are the aggregations of those that there are, by key. */
export function quantityProblems(charges: readonly NewCharge[], meters: ReadonlyMap<string, MeterAggregation>): FieldIssue[] {
  return charges.flatMap((charge, index) => {
    const pointer = `/charges/${index}`;
    const key = meterKeyOf(charge);
    if (key === undefined) return timingProblems(charge, pointer);
    const aggregation = meters.get(key);
    if (aggregation === undefined) return [{ pointer: `${pointer}/meter`, code: 'unknown_meter', message: `There is no meter ${key}.` }];
    const taken = measures[charge.model]?.includes(aggregation) ?? true;
    const mismatch = { pointer: `${pointer}/meter`, code: 'meter_without_amounts', message: `${charge.model} takes amounts; ${key} is a ${aggregation}.` };
    return [...timingProblems(charge, pointer), ...(taken ? [] : [mismatch])];
  });
}
