import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, startDevelopment } from './api-process.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

interface Example {
  readonly commands: string;
  /** What the README shows below the commands; nothing where it shows nothing. */
  readonly shown: string | undefined;
}

/** Every `sh` block of the walk, with the `json` block that follows it. */
function examplesOf(markdown: string): Example[] {
  const blocks = Array.from(markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms), ([, language = '', text = '']) => ({ language, text }));
  return blocks.flatMap(({ language, text }, index) => {
    const next = blocks[index + 1];
    return language === 'sh' ? [{ commands: text, shown: next?.language === 'json' ? next.text : undefined }] : [];
  });
}

/** Ids, tokens and instants differ from run to run; everything else must be as it is written. */
function comparable(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) =>
    typeof value !== 'string'
      ? value
      : value
          .replace(/^pls_[0-9a-z]{26}_.+$/, 'pls_…')
          .replace(/^([a-z]+)_[0-9a-z]{26}$/, '$1_…')
          .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'instant'),
  ) as unknown;
}

function run(script: string, variables: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: repository, env: { ...process.env, ...variables } });
    let output = '';
    let errors = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    shell.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`Exit code ${code ?? 'none'}: ${output}\n${errors}`));
    });
  });
}

let directory: string;
let api: ApiProcess;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plinth-readme-'));
  api = await startDevelopment({ DATA_DIR: directory });
}, 120_000);
afterAll(async () => {
  await api.end('SIGTERM');
  await rm(directory, { recursive: true, force: true });
});

test('the README’s commands answer what it shows', { timeout: 120_000 }, async () => {
  const examples = examplesOf(readFileSync(path.join(repository, 'README.md'), 'utf8'));
  expect(examples.filter(({ shown }) => shown !== undefined)).toHaveLength(7);
  const mark = '--- next block ---';
  const script = examples.map(({ commands }) => `${commands}\necho\necho '${mark}'`).join('\n').replaceAll('http://127.0.0.1:3000', api.url);
  const outputs = (await run(script, { DATA_DIR: directory })).split(mark);
  expect(outputs).toHaveLength(examples.length + 1);
  for (const [index, { shown, commands }] of examples.entries()) {
    if (shown !== undefined) expect(comparable(outputs[index] ?? ''), commands).toEqual(comparable(shown));
  }
  expect(outputs.join('')).toMatch(/user_[0-9a-z]{26} operates this deployment\./);
  expect(outputs.join('')).toContain('accepted\nduplicate\n');
});
