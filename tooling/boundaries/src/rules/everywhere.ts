import type { IForbiddenRuleType } from 'dependency-cruiser';
import { builtin, doorsOf, folder, library, testFiles, testsIn, type Pattern } from '../patterns.ts';
import { nameOf, whitelist } from '../rule.ts';
import { shortName, type Module, type Package, type Workspace } from '../workspace.ts';

/** R14: no circle of files, and the environment only where it is read once. */
export const orderRules = (): IForbiddenRuleType[] => [
  { name: nameOf('R14', 'cycle of files'), severity: 'error', from: {}, to: { circular: true } },
  {
    name: nameOf('R14', 'environment'),
    severity: 'error',
    from: { path: '^(?:apps|packages)/', pathNot: ['^packages/config/', ...testFiles] },
    to: { path: builtin('process') },
  },
];

/** R15: what ships imports no test, and tests stay on their side of the doors. */
export function testRules(workspace: Workspace): IForbiddenRuleType[] {
  const { platform, modules, apps } = workspace;
  const helpers = platform.filter((one) => shortName(one) === 'testing').map((one) => folder(one.folder));
  return [
    {
      name: nameOf('R15', 'tests in src'),
      severity: 'error',
      from: { path: '^(?:apps|packages)/', pathNot: [...testFiles, ...helpers] },
      to: { path: [...testFiles, ...helpers] },
    },
    ...modules.flatMap((module) => testsOf(module, knownDoors(module, workspace), workspace)),
    ...platform.flatMap((one) => testsOf(one, [], workspace)),
    ...apps.flatMap((app) => testsOf(app, modules.flatMap((module) => doorsOf(module)), workspace)),
  ];
}

const knownDoors = (module: Module, { modules }: Workspace): Pattern[] =>
  modules
    .filter((other) => module.dependsOn.includes(shortName(other)))
    .flatMap((other) => doorsOf(other, ['.', './events', './testing']));

function testsOf(one: Package, doors: readonly Pattern[], { platform, tools }: Workspace): IForbiddenRuleType[] {
  const named = tools.filter((tool) => one.testLibraries.includes(tool.name));
  return whitelist({
    id: 'R15',
    about: `${one.folder} tests`,
    from: testsIn(one.folder),
    except: [],
    builtins: true,
    allow: [
      folder(one.folder),
      ...doors,
      ...[...platform, ...named].flatMap((other) => doorsOf(other)),
      ...one.testLibraries.map(library),
    ],
  });
}
