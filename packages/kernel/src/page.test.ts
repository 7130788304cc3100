import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { createIds } from './ids.ts';
import { newestBefore, pageOf } from './page.ts';
import { systemClock } from './clock.ts';

const ids = createIds(systemClock);
const rows = [ids('acct'), ids('acct'), ids('acct')].sort().reverse().map((id) => ({ id }));
const page = (limit: number, shown = rows) => pageOf(shown.slice(0, limit + 1), limit, (row) => [row.id], (row) => row.id);

test('a cursor leads from one page to the next, the last page has none', () => {
  const first = page(2);
  expect(first.data).toEqual(rows.slice(0, 2).map((row) => row.id));
  const before = newestBefore('acct', first.nextCursor ?? '');
  const second = page(2, rows.filter((row) => row.id < before));
  expect(second).toEqual({ data: [rows[2]?.id], nextCursor: null });
});

test('without a cursor a list starts above every id', () => {
  expect(newestBefore('acct', undefined) > `acct_7${'y'.repeat(25)}`).toBe(true);
});

test.each([['no base64url JSON', '!!!'], ['another list’s cursor', Buffer.from('["org_01h455vb4pex5vsknk084sn02q"]').toString('base64url')]])(
  '%s is refused and the field named',
  (_what, cursor) => {
    const refused = (): unknown => newestBefore('acct', cursor);
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ pointer: '/cursor' })] }) as Error);
  },
);
