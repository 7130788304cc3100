import type { FieldIssue } from '@plinth/kernel';
import type { CreateCoupon } from '../contract/coupons.ts';
import { currencyProblems } from './charge-problems.ts';
import { isCurrency, minorUnitPlaces } from './currency.ts';
import { hundred, parseDecimal } from './decimal.ts';
import { amountProblems } from './price-problems.ts';

function amountIssues({ amountsOff = [] }: CreateCoupon): FieldIssue[] {
  return amountsOff.flatMap(({ currency, amount }, index) => {
    const pointer = `/amountsOff/${index}`;
    const repeated = amountsOff.findIndex((other) => other.currency === currency) < index;
    const read = parseDecimal(amount);
    const fractional = isCurrency(currency) && read.decimalPlaces() > minorUnitPlaces(currency);
    return [
      ...currencyProblems(currency, `${pointer}/currency`),
      ...(repeated ? [{ pointer: `${pointer}/currency`, code: 'repeated_currency', message: `There is an amount in ${currency} already.` }] : []),
      ...(read.isZero() ? [{ pointer: `${pointer}/amount`, code: 'not_positive', message: 'A discount is more than nothing.' }] : []),
      ...(fractional ? [{ pointer: `${pointer}/amount`, code: 'not_in_minor_units', message: `An amount of whole minor units of ${currency}.` }] : []),
      ...(isCurrency(currency) ? amountProblems({ amount }, pointer, currency) : []),
    ];
  });
}

function percentIssues({ percentOff }: CreateCoupon): FieldIssue[] {
  const read = percentOff === undefined ? undefined : parseDecimal(percentOff);
  const right = read === undefined || (!read.isZero() && read.lte(hundred));
  return right ? [] : [{ pointer: '/percentOff', code: 'not_a_percent', message: 'Above 0, up to 100.' }];
}

/** All that is wrong with a new coupon. */
export function couponProblems(coupon: CreateCoupon): FieldIssue[] {
  const { percentOff, amountsOff, duration, periods } = coupon;
  const oneKind = (percentOff === undefined) !== (amountsOff === undefined);
  const counted = (duration === 'repeating') === (periods !== undefined);
  return [
    ...(oneKind ? [] : [{ pointer: '/percentOff', code: 'percent_or_amounts', message: 'A coupon has either a percent or amounts.' }]),
    ...(counted ? [] : [{ pointer: '/periods', code: 'periods_of_repeating', message: 'A repeating coupon says for how many periods; no other does.' }]),
    ...percentIssues(coupon),
    ...amountIssues(coupon),
  ];
}
