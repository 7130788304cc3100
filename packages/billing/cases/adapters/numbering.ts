import { z } from 'zod';
import { takeInvoiceNumbers, type NumberSeries } from '../../src/rules/numbering.ts';
import { adapter, type Adapters } from '../case.ts';
import { date, whole } from '../input.ts';

const numbering = adapter(
  z.object({
    scheme: z.literal('per_issuer'),
    prefix: z.string(),
    invoices_issued_before: whole.default(0n),
    customers: z.int(),
    round: date.optional(),
    rounds: z.array(date).optional(),
  }),
  ({ prefix, invoices_issued_before: taken, customers, round, rounds = [] }) => {
    let series: NumberSeries = { prefix, taken };
    const take = (on: NonNullable<typeof round>) => {
      const { numbers, series: after } = takeInvoiceNumbers(series, on, customers);
      series = after;
      return numbers;
    };
    return { numbers: round ? take(round) : rounds.map(take) };
  },
);

export const numberingCases: Adapters = { invoice_numbering: numbering };
