// Where the time of a profile goes: `node --conditions=source test/bench/profile.ts FILE.cpuprofile`, as `pnpm bench --profile` leaves it.
import { readFileSync } from 'node:fs';

interface Profile {
  readonly nodes: readonly { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const [file = ''] = process.argv.slice(2);
const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile;
const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));

/** The package or program part that code belongs to. */
function partOf(url: string): string {
  const [, dependency] = /^((?:@[^/]+\/)?[^/]+)/.exec(url.split('/node_modules/').at(-1) ?? '') ?? [];
  const [, own] = /\/((?:apps|packages)\/[^/]+)\//.exec(url) ?? [];
  return own ?? (url.includes('/node_modules/') ? dependency : undefined) ?? (url.startsWith('node:') ? url : 'engine');
}

const parts = new Map<string, number>();
const functions = new Map<string, number>();
let total = 0;
profile.samples.forEach((id, index) => {
  const frame = frames.get(id);
  const spent = profile.timeDeltas[index] ?? 0;
  if (!frame || frame.functionName === '(idle)' || frame.functionName === '(program)') return;
  total += spent;
  const part = frame.functionName === '(garbage collector)' ? 'garbage collector' : partOf(frame.url);
  parts.set(part, (parts.get(part) ?? 0) + spent);
  const name = `${part} ${frame.functionName || 'anonymous'} ${frame.url.split('/').at(-1) ?? ''}:${frame.lineNumber + 1}`;
  functions.set(name, (functions.get(name) ?? 0) + spent);
});

const show = (title: string, times: Map<string, number>, count: number): void => {
  console.log(title);
  for (const [name, spent] of [...times].sort((a, b) => b[1] - a[1]).slice(0, count)) console.log(`${((100 * spent) / total).toFixed(1).padStart(6)} %  ${name}`);
};
show('By part:', parts, 25);
show('By function:', functions, 45);
