import type { IForbiddenRuleType } from 'dependency-cruiser';
import { doorsOf, folder, library, testFiles, testsIn, type Pattern } from '../patterns.ts';
import { nameOf, whitelist } from '../rule.ts';
import { shortName, type Module, type Package, type Workspace } from '../workspace.ts';

/** R12: a module knows of another only what it depends on, and of that only the doors. */
export function neighbourRules(module: Module, { modules }: Workspace): IForbiddenRuleType[] {
  const others = modules.filter((other) => other !== module);
  const known = others.filter((other) => module.dependsOn.includes(shortName(other)));
  const doors = known.flatMap((other) => doorsOf(other, ['.', './events']));
  const testDoors = known.flatMap((other) => doorsOf(other, ['./testing']));
  const foreign = others.map((other) => folder(other.folder));
  return [
    ...(foreign.length === 0
      ? []
      : [
          reaching(nameOf('R12', `${module.folder} of other modules`), [folder(module.folder)], testFiles, foreign, doors),
          reaching(nameOf('R12', `${module.folder} tests of other modules`), testsIn(module.folder), [], foreign, [
            ...doors,
            ...testDoors,
          ]),
        ]),
    outOfPackage('R12', module),
    {
      name: nameOf('R12', `${module.folder} behind a door`),
      severity: 'error',
      from: { path: folder(module.folder) },
      to: { path: '^@plinth/', couldNotResolve: true },
    },
  ];
}

const reaching = (
  name: string,
  from: readonly Pattern[],
  except: readonly Pattern[],
  to: readonly Pattern[],
  doors: readonly Pattern[],
): IForbiddenRuleType => ({
  name,
  severity: 'error',
  from: { path: [...from], ...without(except) },
  to: { path: [...to], ...without(doors) },
});

/** An empty list would exclude everything. */
const without = (patterns: readonly Pattern[]): { pathNot?: Pattern[] } =>
  patterns.length > 0 ? { pathNot: [...patterns] } : {};

/** A relative path is for one's own files; it would pass every door. */
const outOfPackage = (id: 'R12' | 'R13' | 'R2', { folder: own }: Package): IForbiddenRuleType => ({
  name: nameOf(id, `${own} by a relative path`),
  severity: 'error',
  from: { path: folder(own) },
  to: { path: '^(?:apps|packages|tooling)/', pathNot: folder(own), dependencyTypes: ['local'] },
});

/** R13: an application opens doors, and only doors. */
export function appRules(app: Package, { platform, modules, tools }: Workspace): IForbiddenRuleType[] {
  const opened = (module: Module): string[] => [...module.doors.keys()].filter((entry) => entry !== './testing');
  const doors = modules.flatMap((module) => doorsOf(module, opened(module)));
  const usable = platform.filter((one) => shortName(one) !== 'testing');
  return [
    ...whitelist({
      id: 'R13',
      about: app.folder,
      from: [folder(app.folder)],
      builtins: true,
      allow: [
        folder(app.folder),
        ...doors,
        ...[...usable, ...tools.filter((tool) => app.testLibraries.includes(tool.name))].flatMap((one) => doorsOf(one)),
        ...app.libraries.map(library),
      ],
    }),
    outOfPackage('R13', app),
  ];
}

/** R2: what R12 says of modules, for the platform. */
export const platformPathRules = ({ platform }: Workspace): IForbiddenRuleType[] =>
  platform.map((one) => outOfPackage('R2', one));
