import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemsOf } from './problems.ts';

const workflow = readFileSync(new URL('../../../.github/workflows/ci.yml', import.meta.url), 'utf8');
const hash = /actions\/checkout@[0-9a-f]{40}.*/;

test('the workflow of this repository is sound', async () => {
  expect(await problemsOf('ci.yml', workflow)).toEqual([]);
});

/** The workflow with one flaw planted in it. */
const flaws: [string, (text: string) => string, RegExp][] = [
  ['an action by its tag', (text) => text.replace(hash, 'actions/checkout@v6'), /^ci\.yml:\d+:15: actions\/checkout@v6 is named by what can be moved/],
  ['an action by a short hash', (text) => text.replace(hash, 'actions/checkout@8e8c483'), /is named by what can be moved/],
  ['no permissions', (text) => text.replace(/^permissions:\n.*\n/m, ''), /^ci\.yml:1:1: the workflow does not say which permissions/],
  ['all permissions', (text) => text.replace(/^permissions:\n.*\n/m, 'permissions: write-all\n'), /which permissions it has/],
  ['a title of a stranger in a shell', (text) => text.replace('npm test -- --affected', 'echo ${{ github.event.pull_request.title }}'), /potentially untrusted/],
  ['a job that waits for none', (text) => text.replace('    runs-on: ubuntu-24.04\n', '    needs: nothing\n    runs-on: ubuntu-24.04\n'), /needs job "nothing" which does not exist/],
  ['a runner that does not exist', (text) => text.replace('ubuntu-24.04', 'ubuntu-24.40'), /label "ubuntu-24\.40" is unknown/],
  ['a misspelt key', (text) => text.replace('timeout-minutes', 'timeout-minute'), /unexpected key "timeout-minute"/],
  ['no YAML', (text) => `${text}\n  - : [`, /could not parse as YAML/],
];

test.each(flaws)('%s is reported', async (_flaw, plant, problem) => {
  const planted = plant(workflow);
  expect(planted).not.toBe(workflow);
  const problems = await problemsOf('ci.yml', planted);
  expect(problems.length).toBeGreaterThanOrEqual(1);
  expect(problems).toContainEqual(expect.stringMatching(problem));
});
