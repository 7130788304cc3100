import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { profiled } from '@plinth/vitest/long';
import { expect, test } from 'vitest';

interface Billed {
  readonly invoices: number;
  readonly lateLines: number;
  readonly lateCalls: number;
  readonly lateCents: number;
  readonly seconds: number;
}

interface Measured extends Billed {
  readonly mebibytes: number;
  /** With the next period, of which one subscription in a hundred has late usage of the first. */
  readonly next: Billed;
}

const program = path.resolve(import.meta.dirname, '../../test/run-at-scale.ts');

/** As the image starts a process: how much garbage lies depends on how much may. */
const [, heap = ''] = /^CMD \["(--max-old-space-size=\d+)"/m.exec(readFileSync(path.resolve(import.meta.dirname, '../../../../Dockerfile'), 'utf8')) ?? [];

async function measure(count: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [heap, '--conditions=source', program, String(count)]);
  const measured = JSON.parse(stdout) as Measured;
  process.stdout.write(`${count} subscriptions: ${measured.seconds.toFixed(1)} s, ${measured.mebibytes.toFixed(0)} MiB at most; their next period: ${measured.next.seconds.toFixed(1)} s\n`);
  return measured;
}

const { few, many, most } = profiled({ full: { few: 1000, many: 10_000, most: 100_000 }, short: { few: 500, many: 2000, most: 4000 } });

test('a run takes as long as it has to do, and memory for a batch of it', async () => {
  const small = await measure(few);
  const medium = await measure(many);
  const large = await measure(most);
  expect([small.invoices, medium.invoices, large.invoices]).toEqual([few, many, most]);
  expect(medium.seconds).toBeLessThan(15);
  expect(large.seconds).toBeLessThan(60);
  expect(medium.mebibytes).toBeLessThan(1.6 * small.mebibytes);
  expect(large.mebibytes).toBeLessThan(1.3 * medium.mebibytes);
  const late = [small, medium, large].map(({ lateLines, next: { invoices, lateLines: lines, lateCalls, lateCents } }) => ({ lateLines, next: { invoices, lines, lateCalls, lateCents } }));
  expect(late).toEqual([few, many, most].map((count) => ({ lateLines: 0, next: { invoices: 2 * count, lines: count / 100, lateCalls: count / 20, lateCents: count / 20 } })));
  expect(large.next.seconds).toBeLessThan(1.5 * large.seconds);
});
