import { expect, test } from 'vitest';
import { judge } from './gate.ts';
import { ruleIds } from './rule.ts';
import { workspaceWith } from './test/fixture.ts';
import { plantedViolations } from './test/planted-violations.ts';

test('a workspace that uses all that the rules allow has no finding', async () => {
  using fixture = workspaceWith();
  const { findings, files, dependencies } = await judge(fixture.root);
  expect(findings).toEqual([]);
  expect(files).toBeGreaterThan(40);
  expect(dependencies).toBeGreaterThan(files);
});

test('every rule has a planted violation, and no two plant the same file', () => {
  expect([...new Set(plantedViolations.map(({ id }) => id))].sort()).toEqual([...ruleIds].sort());
  const files = plantedViolations.flatMap(({ plant }) => Object.keys(plant));
  expect(new Set(files).size).toBe(files.length);
});

// One reading of a workspace with every violation: a reading for each would take a minute.
const planted = (async () => {
  const files = plantedViolations.flatMap(({ plant }) => Object.entries(plant));
  using fixture = workspaceWith(Object.fromEntries(files));
  return (await judge(fixture.root)).findings;
})();

test.for(plantedViolations)('$id: $name', async ({ id, detail }) => {
  const findings = await planted;
  expect(findings.filter((finding) => finding.id === id).map((finding) => finding.detail)).toContain(detail);
});
