/**
 * The one place where an amount is rounded: to the nearest integer, a half away from zero (2.5 to 3, -2.5 to -3), of
 * the exact quotient of two integers, so that nothing was rounded before. Invoices and tax rules call it commercial
 * rounding; it is symmetric, so that a credit takes back exactly what its charge asked for.
 */
export function roundHalfAwayFromZero(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('The denominator is not positive.');
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}
