import { readGraph } from './graph.ts';
import { packageCycles } from './package-cycles.ts';
import { idOf, nameOf } from './rule.ts';
import { rulesOf } from './rules/index.ts';
import { blindSpots } from './sight.ts';
import { readWorkspace } from './workspace.ts';

export interface Finding {
  /** `R6`, or `sight` where the gate could not see. */
  readonly id: string;
  readonly about: string;
  readonly detail: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly files: number;
  readonly dependencies: number;
  readonly rules: number;
}

const circle = nameOf('R14', 'cycle of packages');

/** What the package manager puts before a package's name says nothing about the import. */
const readable = (resolved: string): string => resolved.replace(/^.*node_modules\//, '');

/** Holds the workspace in `root` against rules R1 to R15. */
export async function judge(root: string): Promise<Verdict> {
  const workspace = readWorkspace(root);
  const rules = rulesOf(workspace);
  const graph = await readGraph(workspace, rules);
  return {
    findings: [
      ...blindSpots(workspace, graph).map((detail) => ({ id: 'sight', about: 'the gate itself', detail })),
      ...graph.violations.map(({ rule, from, to, cycle, via }) => ({
        id: idOf(rule.name),
        about: rule.name,
        detail: [from, ...(cycle ?? via ?? [{ name: to }]).map(({ name }) => readable(name))].join(' -> '),
      })),
      ...packageCycles(workspace, graph).map((detail) => ({ id: 'R14', about: circle, detail })),
    ],
    files: graph.files.length,
    dependencies: graph.files.reduce((sum, file) => sum + file.dependencies.length, 0),
    rules: rules.length,
  };
}
