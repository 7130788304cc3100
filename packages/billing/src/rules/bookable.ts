/** The largest amount, in minor units, that is booked: JSON carries whole numbers exactly up to it (RFC 8259, section 6). */
export const largestAmount = 2n ** 53n - 1n;

/** True for an amount that JSON and the journal carry exactly. */
export function isBookable(amount: bigint): boolean {
  return amount >= -largestAmount && amount <= largestAmount;
}
