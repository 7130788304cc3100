import fc from 'fast-check';
import { test } from 'vitest';
import { decimalOf, type Decimal } from '../decimal.ts';

interface Runs {
  readonly runs?: number;
}

/** Throws where a property failed; the number of runs and the seed are printed, so that a green line says how much was tried and a red one can be run again (`PROPERTY_SEED`). */
function report<Values>(statement: string, details: fc.RunDetails<Values>): void {
  process.stdout.write(`property: ${statement}: ${details.numRuns} runs, seed ${details.seed}\n`);
  if (details.failed) throw new Error(fc.defaultReportMessage(details) ?? 'The property does not hold.', { cause: details.errorInstance });
}

function parametersOf(runs: number): { numRuns: number; seed?: number } {
  const seed = process.env['PROPERTY_SEED'];
  return { numRuns: runs, ...(seed !== undefined && { seed: Number.parseInt(seed, 10) }) };
}

type Arbitraries<Values> = { [Index in keyof Values]: fc.Arbitrary<Values[Index]> };

/** A property as a test: `statement` is its name. */
export function property<Values extends [unknown, ...unknown[]]>(
  statement: string,
  arbitraries: Arbitraries<Values>,
  predicate: (...values: Values) => boolean | undefined,
  { runs = 500 }: Runs = {},
): void {
  test(statement, () => {
    report(statement, fc.check(fc.property<Values>(...arbitraries, predicate), parametersOf(runs)));
  });
}

/** Tries something that takes its time, such as PostgreSQL, and says what is wrong by throwing; for a test that does more than this. */
export async function holds<Values extends [unknown, ...unknown[]]>(
  statement: string,
  arbitraries: Arbitraries<Values>,
  predicate: (...values: Values) => Promise<void>,
  { runs = 20 }: Runs = {},
): Promise<void> {
  report(statement, await fc.check(fc.asyncProperty<Values>(...arbitraries, predicate), parametersOf(runs)));
}

/** The same as a test: `statement` is its name. */
export function asyncProperty<Values extends [unknown, ...unknown[]]>(
  statement: string,
  arbitraries: Arbitraries<Values>,
  predicate: (...values: Values) => Promise<void>,
  runs: Runs = {},
): void {
  test(statement, () => holds(statement, arbitraries, predicate, runs));
}

/** A decimal with up to `places` decimals whose digits lie between the bounds. */
export function decimals({ max, min = 0n, places = 4 }: { max: bigint; min?: bigint; places?: number }): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.bigInt({ min, max }), fc.integer({ min: 0, max: places }))
    .map(([digits, shift]) => decimalOf(digits).div(decimalOf(10n ** BigInt(shift))));
}
