import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { parseBillingInterval } from '../src/rules/billing-interval.ts';
import type { DatePeriod } from '../src/rules/billing-periods.ts';
import type { InstantPeriod } from '../src/rules/billing-calendar.ts';
import { minorUnitPlaces } from '../src/rules/currency.ts';
import { parseDecimal } from '../src/rules/decimal.ts';
import { parseFraction, type Fraction } from '../src/rules/fraction.ts';
import { parseMinorUnits } from '../src/rules/money.ts';
import { remainingShare } from '../src/rules/proration.ts';

export const currency = z.string().refine((code) => minorUnitPlaces(code) >= 0);
export const decimal = z.string().transform(parseDecimal);
export const minor = z.int().transform(BigInt);
export const whole = z.int().transform(BigInt);
export const interval = z.string().transform(parseBillingInterval);
const fraction = z.string().transform(parseFraction);
export const timeZone = z.string().default('UTC');

/** A date, or the date of an instant in UTC. */
export const date = z.string().transform((text) => Temporal.PlainDate.from(text.slice(0, 10)));
export const instant = z.string().transform(toInstant);
export const datePeriod = z.tuple([date, date]).transform(([start, end]): DatePeriod => ({ start, end }));
export const instantPeriod = z.tuple([instant, instant]).transform(([start, end]): InstantPeriod => ({ start, end }));

/** A field that a case may leave out or set to null. */
export const optional = <Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | undefined> =>
  schema.nullish().transform((value) => value ?? undefined);

/** An amount in major units that needs no rounding, as minor units of the currency. */
export const exactMinor = (text: string, code: string): bigint => parseMinorUnits(text, minorUnitPlaces(code));

/** What is left of a cycle: as the case states it, or by the second from its dates. */
export const remaining = z
  .object({ period: instantPeriod.optional(), changed_at: instant.optional(), fraction_remaining: fraction.optional() })
  .transform((input, context): Fraction => {
    if (input.fraction_remaining) return input.fraction_remaining;
    if (input.period && input.changed_at) return remainingShare(input.period, input.changed_at);
    context.addIssue('Neither fraction_remaining nor period and changed_at.');
    return z.NEVER;
  });

/** A date stands for its first instant in UTC. */
function toInstant(text: string): Temporal.Instant {
  return text.length === 10 ? Temporal.PlainDate.from(text).toZonedDateTime('UTC').toInstant() : Temporal.Instant.from(text);
}
