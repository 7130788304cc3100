import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

const here = path.resolve(import.meta.dirname, '../../..');

interface Example {
  readonly commands: string;
  /** What the page shows below the commands; nothing where it shows nothing. */
  readonly shown: { readonly language: 'json' | 'text'; readonly text: string } | undefined;
}

const applied = (difference: string): string => `git apply <<'END_OF_DIFFERENCE'\n${difference}END_OF_DIFFERENCE`;

/** Every `sh` block of a page, with the block of `json` or `text` that follows it, and every `diff` block, which is applied. */
function examplesOf(markdown: string): Example[] {
  const blocks = Array.from(markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms), ([, language = '', text = '']) => ({ language, text }));
  return blocks.flatMap(({ language, text }, index) => {
    const next = blocks[index + 1];
    if (language === 'diff') return [{ commands: applied(text), shown: undefined }];
    return language === 'sh' ? [{ commands: text, shown: next?.language === 'json' || next?.language === 'text' ? { language: next.language, text: next.text } : undefined }] : [];
  });
}

/** Ids, tokens and instants differ from run to run; everything else must be as it is written. */
function comparable(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) =>
    typeof value !== 'string'
      ? value
      : key === 'requestId'
        ? '…'
        : value
            .replace(/^pls_[0-9a-z]{26}_.+$/, 'pls_…')
            .replace(/^([a-z]+)_[0-9a-z]{26}$/, '$1_…')
            .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'instant'),
  ) as unknown;
}

/** What a page starts beside its commands ends with them, also where one of them fails. */
const endJobs = "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n";

/** A command that waits for what does not come is a failure, and not the end of the test run. */
const patience = 300_000;

function run(script: string, variables: Record<string, string>, folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', endJobs + script], { cwd: folder, env: { ...process.env, ...variables } });
    let output = '';
    let errors = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const impatient = setTimeout(() => void shell.kill('SIGTERM'), patience);
    shell.on('close', (code, signal) => {
      clearTimeout(impatient);
      if (code === 0) resolve(output);
      else reject(new Error(`Ended with ${code ?? signal ?? 'nothing'}: ${output}\n${errors}`));
    });
  });
}

export interface Walk {
  /** The page, from the root of the repository. */
  readonly page: string;
  /** The root of another copy of the repository than this one. */
  readonly repository?: string;
  /** What the page says, and what it means here: an address, a port, a folder. */
  readonly here: Readonly<Record<string, string>>;
  readonly variables?: Record<string, string>;
}

/**
 * Runs a page's commands from top to bottom in one shell, in the repository; each must print the JSON that the page shows below it, or
 * the text among other lines. What they print in all.
 */
export async function walkThrough({ page, repository = here, here: meanings, variables = {} }: Walk): Promise<string> {
  const examples = examplesOf(readFileSync(path.join(repository, page), 'utf8'));
  expect(examples.filter(({ shown }) => shown !== undefined).length).toBeGreaterThan(0);
  const mark = '--- next block ---';
  const written = examples.map(({ commands }) => `${commands}\necho\necho '${mark}'`).join('\n');
  const script = Object.entries(meanings).reduce((text, [said, meant]) => text.replaceAll(said, meant), written);
  const outputs = (await run(script, variables, repository)).split(mark);
  expect(outputs).toHaveLength(examples.length + 1);
  for (const [index, { shown, commands }] of examples.entries()) {
    const output = outputs[index] ?? '';
    if (shown?.language === 'json') expect(comparable(output), commands).toEqual(comparable(shown.text));
    if (shown?.language === 'text') expect(output, commands).toContain(shown.text);
  }
  return outputs.join('');
}
