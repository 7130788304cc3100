import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { idOf, ruleIds } from './rule.ts';
import { rulesOf } from './rules/index.ts';
import { readWorkspace } from './workspace.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'docs/boundaries.md'), 'utf8');
const sections = new Map(
  text.split(/^(?=<a id=")/m).slice(1).map((section) => [/^<a id="([^"]+)">/.exec(section)?.[1], section]),
);

test('every generated rule of this workspace belongs to a rule of the list', () => {
  const generated = new Set(rulesOf(readWorkspace(root)).map(({ name }) => idOf(name ?? '')));
  expect([...generated].sort()).toEqual([...ruleIds].sort());
});

test.for([...ruleIds, 'R16'])('%s has the heading that a finding links to, and says why and what instead', (id) => {
  const section = sections.get(id.toLowerCase());
  expect(section).toMatch(new RegExp(`^## ${id} `, 'm'));
  expect(section).toMatch(/^\*\*Why\.\*\* /m);
  expect(section).toMatch(/^\*\*Instead\.\*\* /m);
});

test('what the gate says about itself has its anchor too', () => {
  expect(sections.get('sight')).toBeDefined();
});
