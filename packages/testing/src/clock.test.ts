import { expect, test } from 'vitest';
import { testClock } from './clock.ts';

test('the clock stands still until it is moved', () => {
  const clock = testClock('2027-01-31T10:00:00Z');
  expect(clock.now()).toEqual(clock.now());
  clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
  expect(clock.now().toISOString()).toBe('2027-02-01T12:03:04.005Z');
  clock.set('2026-01-01T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
});

test('a date that was handed out does not move the clock', () => {
  const clock = testClock();
  clock.now().setFullYear(1999);
  expect(clock.now().getUTCFullYear()).toBe(2027);
});

test('what is not an instant is refused', () => {
  expect(() => testClock('soon')).toThrow('Not an instant: soon');
});
