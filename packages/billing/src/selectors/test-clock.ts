import type { TestClock } from '../contract/test-clocks.ts';
import { testClocks } from '../db/test-clocks.ts';

const { id, now, target, status, version, createdAt } = testClocks;
export const testClockColumns = { id, now, target, status, version, createdAt };

/** A test clock as callers see it. */
export const toTestClock = (row: typeof testClocks.$inferSelect): TestClock => ({
  ...row,
  now: row.now.toISOString(),
  target: row.target?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
