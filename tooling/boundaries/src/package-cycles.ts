import { packagesOf, type Graph } from './graph.ts';
import { matcherOf, testFiles } from './patterns.ts';
import type { Workspace } from './workspace.ts';

const isTest = matcherOf(testFiles);

/**
 * Circles among packages (R14), each once, as `packages/a -> packages/b -> packages/a`. What tests alone need is left
 * out: the test database builds on the package whose tests use it.
 */
export function packageCycles(workspace: Workspace, graph: Graph): string[] {
  const edges = edgesOf(workspace, graph);
  const found = new Map<string, string>();
  const visit = (folder: string, trail: readonly string[]): void => {
    const start = trail.indexOf(folder);
    if (start >= 0) {
      const circle = trail.slice(start);
      const key = [...circle].sort().join(' ');
      if (!found.has(key)) found.set(key, [...circle, folder].join(' -> '));
      return;
    }
    for (const next of edges.get(folder) ?? []) visit(next, [...trail, folder]);
  };
  for (const folder of edges.keys()) visit(folder, []);
  return [...found.values()];
}

/** From imports that ship and from manifests: a declared dependency orders the build even where no file imports it. */
function edgesOf(workspace: Workspace, { files }: Graph): Map<string, Set<string>> {
  const packages = packagesOf(workspace);
  const owner = (path: string): string | undefined =>
    packages.find(({ folder }) => path.startsWith(`${folder}/`))?.folder;
  const edges = new Map(
    packages.map((one) => {
      const declared = packages.filter((other) => other !== one && one.libraries.includes(other.name));
      return [one.folder, new Set(declared.map(({ folder }) => folder))];
    }),
  );
  for (const file of files.filter(({ source }) => !isTest(source))) {
    const from = owner(file.source);
    for (const { resolved } of file.dependencies) {
      const to = owner(resolved);
      if (from !== undefined && to !== undefined && from !== to) edges.get(from)?.add(to);
    }
  }
  return edges;
}
