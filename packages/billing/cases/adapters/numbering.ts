import { z } from 'zod';
import { localDateOf } from '../../src/rules/billing-calendar.ts';
import { takeInvoiceNumbers, type NumberSeries } from '../../src/rules/numbering.ts';
import { adapter, type Adapters } from '../case.ts';
import { date, instant, timeZone, whole } from '../input.ts';

const numbering = adapter(
  z.object({
    scheme: z.literal('per_issuer'),
    prefix: z.string(),
    invoices_issued_before: whole.default(0n),
    customers: z.int().default(1),
    timezone: timeZone,
    round: z.string().optional(),
    rounds: z.array(z.string()).optional(),
  }),
  ({ prefix, invoices_issued_before: taken, customers, timezone, round, rounds = [] }) => {
    let series: NumberSeries = { prefix, taken };
    const take = (at: string) => {
      // A round is a local date, or an instant whose local date is the seller's.
      const finalizedOn = at.includes('T') ? localDateOf(instant.parse(at), timezone) : date.parse(at);
      const { numbers, series: after } = takeInvoiceNumbers(series, finalizedOn, customers);
      series = after;
      return numbers;
    };
    return { numbers: round === undefined ? rounds.map(take) : take(round) };
  },
);

export const numberingCases: Adapters = { invoice_numbering: numbering };
