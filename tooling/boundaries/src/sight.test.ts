import { expect, test } from 'vitest';
import { judge } from './gate.ts';
import { readGraph } from './graph.ts';
import { blindSpots } from './sight.ts';
import { cleanFiles } from './test/clean-workspace.ts';
import { workspaceWith } from './test/fixture.ts';
import { readWorkspace } from './workspace.ts';

const detailsOf = async (root: string): Promise<string[]> =>
  (await judge(root)).findings.filter(({ id }) => id === 'sight').map(({ detail }) => detail);

test('a gate that sees nothing is not green', () => {
  using fixture = workspaceWith();
  const spots = blindSpots(readWorkspace(fixture.root), { files: [], violations: [] });
  expect(spots).toContain('No file was seen at all.');
  expect(spots).toContain('packages/kernel/src/index.ts is on disk and was not seen.');
});

test('a gate that sees files without their imports is not green', async () => {
  using fixture = workspaceWith();
  const workspace = readWorkspace(fixture.root);
  const graph = await readGraph(workspace, []);
  const blind = { ...graph, files: graph.files.map((file) => ({ ...file, dependencies: [] })) };
  expect(blindSpots(workspace, graph)).toEqual([]);
  expect(blindSpots(workspace, blind)).toContain('packages/db/src/index.ts has imports and none was seen.');
});

test('a module without a file that was seen is reported', async () => {
  const gone = Object.keys(cleanFiles).filter((file) => file.startsWith('packages/billing/'));
  using fixture = workspaceWith(Object.fromEntries(gone.map((file) => [file, null])));
  expect(await detailsOf(fixture.root)).toEqual(['packages/billing/src matches no file that was seen.']);
});

test('a file that the reader skips is reported', async () => {
  using fixture = workspaceWith({ 'packages/users/src/rules/dist/skipped.ts': 'export const skipped = 1;\n' });
  expect(await detailsOf(fixture.root)).toEqual([
    'packages/users/src/rules/dist/skipped.ts is on disk and was not seen.',
  ]);
});

test('a file in a folder that no rule speaks about is reported', async () => {
  using fixture = workspaceWith({ 'packages/users/src/helpers/anything.ts': 'export const anything = 1;\n' });
  expect(await detailsOf(fixture.root)).toEqual([
    'packages/users/src/helpers/anything.ts lies in a folder that no rule speaks about.',
  ]);
});

test('a package that is neither a module nor in the order of the platform is refused', () => {
  using fixture = workspaceWith({ 'packages/stray/package.json': '{ "name": "@plinth/stray" }' });
  expect(() => readWorkspace(fixture.root)).toThrow('packages/stray is no module');
});

test('a module that depends on a module which does not exist is refused', () => {
  const manifest = JSON.stringify({ name: '@plinth/billing', plinth: { schema: 'billing', dependsOn: ['accounts'] } });
  using fixture = workspaceWith({ 'packages/billing/package.json': manifest });
  expect(() => readWorkspace(fixture.root)).toThrow('"accounts", which does not exist');
});
