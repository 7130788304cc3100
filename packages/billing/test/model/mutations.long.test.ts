import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { mutations } from './mutations.ts';

const ours = path.join(import.meta.dirname, '../..');

/** What the model says of the sources with a mistake in them. */
async function livedWith(mutation: string): Promise<{ code: unknown; said: string }> {
  const run = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--mode', 'long', '--no-color', 'model.long'], { cwd: ours, env: { ...process.env, BILLING_MUTATION: mutation }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, errors, code] = await Promise.all([text(run.stdout), text(run.stderr), new Promise((resolve) => run.once('close', resolve))]);
  return { code, said: `${said}\n${errors}` };
}

test.each(mutations.map(({ name }) => name))('the model sees that %s', async (name) => {
  const { code, said } = await livedWith(name);
  process.stdout.write(`${name}: ${/histories: \d+ runs/.exec(said)?.[0] ?? said}\n`);
  expect(said).toContain('Property failed after');
  expect(code).not.toBe(0);
}, 200_000);
