/** The prefix of the series in which the invoices of a test clock's accounts are numbered; no seller's prefix has a hyphen. */
export function testSeriesPrefix(testClockId: string): string {
  return `TEST-${testClockId.slice(-6).toUpperCase()}`;
}
