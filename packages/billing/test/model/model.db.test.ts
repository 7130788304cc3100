import { test } from 'vitest';
import { liveThrough } from './histories.ts';

test('1, 3, 4, 12, 14, 15, 16, 17, 18. after each step of random histories billing is where a small model is, and its ledger agrees', async () => {
  await liveThrough({ runs: 8, commands: 30, within: 6000 });
}, 30_000);
