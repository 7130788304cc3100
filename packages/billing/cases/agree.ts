import { isDecimal, parseDecimal, type Decimal } from '../src/rules/decimal.ts';
import { compareFractions, fractionOf, parseFraction, type Fraction } from '../src/rules/fraction.ts';

/**
 * Where an answer differs from what is expected, as text; nothing where they agree. Numbers agree by value, however they
 * are written (0.7 and "0.70", 8/28 and 2/7); of an object only the expected fields are looked at.
 */
export function differences(expected: unknown, actual: unknown, path: string): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [`${path}: ${show(expected)} expected, got ${show(actual)}`];
    return expected.flatMap((value, index) => differences(value, actual[index], `${path}[${index}]`));
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return [`${path}: ${show(expected)} expected, got ${show(actual)}`];
    return Object.entries(expected).flatMap(([key, value]) => differences(value, actual[key], path === '' ? key : `${path}.${key}`));
  }
  if (actual === undefined) return [`${path}: no answer`];
  return isSame(expected, actual) ? [] : [`${path}: ${show(expected)} expected, got ${show(actual)}`];
}

function isSame(expected: unknown, actual: unknown): boolean {
  const [a, b] = [numberOf(expected), numberOf(actual)];
  return a && b ? compareFractions(a, b) === 0 : expected === actual;
}

/** The exact value of what looks like a number; a binary float is none. */
function numberOf(value: unknown): Fraction | undefined {
  if (typeof value === 'bigint') return { numerator: value, denominator: 1n };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { numerator: BigInt(value), denominator: 1n } : undefined;
  if (isFraction(value)) return value;
  if (typeof value === 'string' && /^\d+\/\d+$/.test(value)) return parseFraction(value);
  if (isDecimalValue(value)) return fractionOf(value);
  return typeof value === 'string' && isDecimal(value) ? fractionOf(parseDecimal(value)) : undefined;
}

function isFraction(value: unknown): value is Fraction {
  return isRecord(value) && typeof value['numerator'] === 'bigint' && typeof value['denominator'] === 'bigint';
}

function isDecimalValue(value: unknown): value is Decimal {
  return isRecord(value) && typeof value['toFixed'] === 'function';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (isFraction(value)) return `${value.numerator}/${value.denominator}`;
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
