import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { environmentSample } from '@plinth/config';
import { architecture } from './architecture.ts';
import { canvases } from './canvas.ts';
import { openApiText } from './commands/openapi.ts';
import { slices } from './config.ts';

/** What is written from the code and kept in the repository. */
const files: readonly { readonly name: string; readonly url: URL; readonly write: () => string | Promise<string> }[] = [
  { name: 'apps/api/openapi.json', url: new URL('../openapi.json', import.meta.url), write: openApiText },
  { name: '.env.example', url: new URL('../../../.env.example', import.meta.url), write: () => environmentSample(slices) },
  ...canvases,
  architecture,
];

function readIfThere(url: URL): string {
  try {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- one of the files above
    return readFileSync(url, 'utf8');
  } catch {
    return '';
  }
}

/** The first line in which they differ, both sides of it. */
function firstDifference(before: string, now: string): string {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const line = fresh.findIndex((text, index) => text !== old[index]);
  const at = line === -1 ? fresh.length : line;
  return `  line ${at + 1}\n  - ${old[at] ?? '(end)'}\n  + ${fresh[at] ?? '(end)'}`;
}

/** Writes the files anew; with `--check`, unless it is told to `--write`, says which of them the code has left behind, and fails. */
async function main(check: boolean): Promise<void> {
  for (const { name, url, write } of files) {
    const before = readIfThere(url);
    const now = await write();
    if (before === now) continue;
    if (check) {
      process.exitCode = 1;
      console.error(`${name} is not what the code makes of it; run: node --conditions=source ${fileURLToPath(import.meta.url)}\n${firstDifference(before, now)}`);
    } else {
      // eslint-disable-next-line security/detect-non-literal-fs-filename -- one of the files above
      writeFileSync(url, now);
      console.log(`${name} written.`);
    }
  }
}

/** The client's types are made of the contract by a program of the client's, which no server package imports. */
function makeClient(flags: readonly string[]): void {
  const program = fileURLToPath(new URL('../../../packages/client/test/generate.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, ['--conditions=source', program, ...flags], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

await main(process.argv.includes('--check') && !process.argv.includes('--write'));
makeClient(process.argv.slice(2));
