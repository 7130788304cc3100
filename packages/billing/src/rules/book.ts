/** The book that postings of a test clock's accounts are in; null is the book of live accounts. */
export function bookOf(testClockId: string | null): string {
  return testClockId ?? 'live';
}
