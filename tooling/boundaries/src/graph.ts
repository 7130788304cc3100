import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise, type IForbiddenRuleType, type IModule, type IViolation } from 'dependency-cruiser';
import type { Package, Workspace } from './workspace.ts';

export interface Graph {
  /** The workspace's own files with what they import; not what lies in node_modules. */
  readonly files: readonly IModule[];
  readonly violations: readonly IViolation[];
}

export const packagesOf = ({ platform, modules, apps }: Workspace): Package[] => [...platform, ...modules, ...apps];

/** The folders whose files the rules speak about. */
export const rootsOf = (workspace: Workspace): string[] =>
  packagesOf(workspace)
    .flatMap(({ folder }) => ['src', 'testing', 'test'].map((name) => `${folder}/${name}`))
    .filter((folder) => existsSync(path.join(workspace.root, folder)));

/** Reads every import below the roots, those of types included, and holds them against the rules. */
export async function readGraph(workspace: Workspace, rules: IForbiddenRuleType[]): Promise<Graph> {
  const roots = rootsOf(workspace);
  if (roots.length === 0) return { files: [], violations: [] };
  const { output } = await cruise(roots, {
    baseDir: workspace.root,
    validate: true,
    ruleSet: { forbidden: rules },
    doNotFollow: { path: ['(?:^|/)node_modules/', '(?:^|/)dist/'] },
    // Type imports tie two files together as firmly as others.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'node', 'import', 'require', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with a text instead of a graph.');
  return {
    files: output.modules.filter(({ source }) => roots.some((root) => source.startsWith(`${root}/`))),
    violations: output.summary.violations,
  };
}
