import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { sumDecimals } from '../../src/rules/decimal.ts';
import { formatMinorUnits } from '../../src/rules/money.ts';
import { rateLateUsage } from '../../src/rules/rating/late-usage.ts';
import type { Price } from '../../src/rules/rating/price.ts';
import { addUsage, rate } from '../../src/rules/rating/rate.ts';
import { adapter, type Adapters, type Answers } from '../case.ts';
import { currency, date, datePeriod, decimal, exactMinor } from '../input.ts';

const blocks = z
  .object({ block_size: decimal, block_amount: decimal })
  .transform((read): Price => ({ model: 'package', packageSize: read.block_size, packageAmount: read.block_amount }));

const afterInvoice = z.object({
  currency,
  invoiced: z.array(z.object({ period: datePeriod, quantity: decimal, amount: z.string() })),
  late_event: z.object({ at: date, quantity: decimal }),
  current: z.object({ period: datePeriod, quantities: z.array(decimal) }),
});

const rerated = z.object({ currency, already_invoiced_amount: z.string(), events: z.array(decimal) });

function nextInvoice({ currency: code, invoiced, late_event: late, current }: z.output<typeof afterInvoice>, price: Price): Answers {
  const shown = ({ amount }: { amount: bigint }) => formatMinorUnits(amount, minorUnitPlaces(code));
  const shownPeriod = ({ start, end }: typeof current.period) => [start.toString(), end.toString()];
  const reopened = invoiced.filter(
    ({ period }) => Temporal.PlainDate.compare(period.start, late.at) <= 0 && Temporal.PlainDate.compare(late.at, period.end) < 0,
  );
  const lateLines = reopened.map(({ period, quantity, amount }) => ({
    period: shownPeriod(period),
    amount: shown(rateLateUsage({ price, limits: {} }, addUsage({ quantity }, { quantity: late.quantity }), exactMinor(amount, code), code)),
  }));
  const line = {
    period: shownPeriod(current.period),
    amount: shown(rate(price, { quantity: sumDecimals(current.quantities) }, code).amount),
  };
  return { next_invoice_lines: [...lateLines, line] };
}

function difference({ currency: code, already_invoiced_amount: invoiced, events }: z.output<typeof rerated>, price: Price): Answers {
  const { amount } = rateLateUsage({ price, limits: {} }, { quantity: sumDecimals(events) }, exactMinor(invoiced, code), code);
  return { delta_amount: formatMinorUnits(amount, minorUnitPlaces(code)) };
}

const lateUsage = adapter(z.union([afterInvoice, rerated]), (read, each) => {
  const price = blocks.parse(each.input);
  return 'late_event' in read ? nextInvoice(read, price) : difference(read, price);
});

export const lateUsageCases: Adapters = { late_usage: lateUsage };
