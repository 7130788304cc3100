import { profiled } from '@plinth/vitest/long';
import { test } from 'vitest';
import { liveThrough } from './histories.ts';

test('1, 3, 4, 12, 14, 15, 16, 17, 18. after each step of long random histories billing is where a small model is, and its ledger agrees', async () => {
  await liveThrough(profiled({ full: { runs: 400, commands: 80, within: 240_000 }, short: { runs: 60, commands: 60, within: 45_000 } }));
});
