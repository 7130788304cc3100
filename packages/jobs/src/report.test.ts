import { expect, test } from 'vitest';
import { reportTo } from './report.ts';

function recorded() {
  const lines: string[] = [];
  const note = (level: string) => (_fields: object, message: string) => void lines.push(`${level}: ${message}`);
  return { lines, report: reportTo({ info: note('info'), warn: note('warn'), error: note('error') }, 'users') };
}

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('an outage is logged when it begins and when it ends', async () => {
  const { lines, report } = recorded();
  for (let tries = 0; tries < 3; tries++) await expect(report.watch(() => Promise.reject(refused))).rejects.toBe(refused);
  for (let tries = 0; tries < 3; tries++) await report.watch(() => Promise.resolve());
  expect(lines).toEqual(['warn: The database does not answer the worker; it tries again.', 'info: The database answers the worker again.']);
});

test('an answer to a question from before the outage does not end it', async () => {
  const { lines, report } = recorded();
  const answer = Promise.withResolvers<undefined>();
  const early = report.watch(() => answer.promise);
  await expect(report.watch(() => Promise.reject(refused))).rejects.toBe(refused);
  answer.resolve(undefined);
  await early;
  expect(lines).toHaveLength(1);
});

test('an error that comes again and again is logged once, another one by itself', () => {
  const { lines, report } = recorded();
  for (let tries = 0; tries < 3; tries++) report.failed(new Error('permission denied'), 'relay events');
  report.failed(new Error('syntax error'), 'relay events');
  expect(lines).toEqual(['error: The worker failed to relay events.', 'error: The worker failed to relay events.']);
});
