import { expect, test } from 'vitest';
import { isTimeZone } from './time-zone.ts';

test('names of the IANA database are time zones, links among them', () => {
  const names = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Asia/Kolkata', 'Asia/Calcutta', 'US/Pacific'];
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
});

test('offsets, inventions and nothing are none', () => {
  expect(['+02:00', '-0530', 'Mars/Olympus', '', ' UTC', 'Europe/Vienna ', 'Z+1'].filter(isTimeZone)).toEqual([]);
});
