import fc from 'fast-check';
import { sumDecimals } from './decimal.ts';
import { sumAmounts } from './money.ts';
import { taxLines } from './tax.ts';
import { sharesOfTax } from './tax-parts.ts';
import { decimals, property } from './test/properties.ts';

const percentages = fc.array(decimals({ min: 1n, max: 2000n, places: 2 }), { minLength: 2, maxLength: 5 });

property(
  '19. the taxes of a line sum to its tax, each is within a unit of its own, and none is asked for against the others',
  [fc.bigInt(-(10n ** 12n), 10n ** 12n), percentages, fc.constantFrom('exclusive' as const, 'inclusive' as const)],
  (amount, each, behavior) => {
    const parts = each.map((percentage, index) => ({ key: index.toString(), percentage }));
    const [line] = taxLines([{ key: 'line', amount, ratePercent: sumDecimals(each) }], { behavior, rounding: 'perLine' });
    if (!line) return false;
    const shares = sharesOfTax(line.tax, parts);
    const exact = (index: number) => Number(line.tax) * parts[index]!.percentage.div(sumDecimals(each)).toNumber();
    return sumAmounts(shares) === line.tax && shares.every((share, index) => share * line.tax >= 0n && Math.abs(Number(share) - exact(index)) < 1.01);
  },
);
