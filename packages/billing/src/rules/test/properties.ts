import fc from 'fast-check';
import { test } from 'vitest';
import { decimalOf, type Decimal } from '../decimal.ts';

/**
 * A property as a test: `statement` is its name, and the number of runs and the seed are printed, so that a green
 * line says how much was tried and a red one can be run again (`PROPERTY_SEED`).
 */
export function property<Values extends [unknown, ...unknown[]]>(
  statement: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  predicate: (...values: Values) => boolean | undefined,
  { runs = 500 }: { runs?: number } = {},
): void {
  test(statement, () => {
    const seed = process.env['PROPERTY_SEED'];
    const details = fc.check(fc.property<Values>(...arbitraries, predicate), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number.parseInt(seed, 10) }),
    });
    process.stdout.write(`property: ${statement}: ${details.numRuns} runs, seed ${details.seed}\n`);
    if (details.failed) throw new Error(fc.defaultReportMessage(details) ?? 'The property does not hold.');
  });
}

/** A decimal with up to `places` decimals whose digits lie between the bounds. */
export function decimals({ max, min = 0n, places = 4 }: { max: bigint; min?: bigint; places?: number }): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.bigInt({ min, max }), fc.integer({ min: 0, max: places }))
    .map(([digits, shift]) => decimalOf(digits).div(decimalOf(10n ** BigInt(shift))));
}
