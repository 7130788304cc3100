import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { aClient } from '../test/client.ts';
import { makeDirectory } from './place.ts';

test.each(['in order', 'killed'])('a throw-away server and its folders are gone when its process has ended %s', async (how) => {
  const temporary = makeDirectory(mkdtempSync(path.join(tmpdir(), 'plinth-temporary-')));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const leaving = spawn(process.execPath, [path.join(import.meta.dirname, '../test/leave.ts'), how], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

  const url = await text(leaving.stdout);

  expect(url).toMatch(/^postgres:\/\/plinth_app:/);
  await expect.poll(() => readdirSync(temporary), { timeout: 10_000 }).toEqual([]);
  await expect(aClient(url)`select 1`).rejects.toThrow('ECONNREFUSED');
});
