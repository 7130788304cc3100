import { builtin, butNot, directlyIn, doorsOf, folder, library, part, testFiles, type Pattern } from '../patterns.ts';
import { shortName, type Module, type Package, type Workspace } from '../workspace.ts';

/** Libraries without input, output, clock or chance. Lint refuses the random half of node:crypto in a module. */
export const pure = [library('decimal.js'), library('temporal-polyfill'), builtin('crypto')];
export const drizzle = library('drizzle-orm');
export const zod = library('zod');

export const declarationNames = ['contract', 'errors', 'events', 'permissions', 'config'];
export const folderNames = ['rules', 'mails', 'db', 'selectors', 'services', 'subscribers', 'jobs', 'ports', 'http'];

/** The words in which the rules of one module are written. */
export interface Vocabulary {
  readonly src: string;
  readonly libraries: readonly Pattern[];
  /** Parts of the module's own `src`, as a file or as a folder. */
  readonly own: (...names: string[]) => Pattern[];
  /** The doors of platform packages. */
  readonly platform: (...names: string[]) => Pattern[];
  readonly declarations: readonly Pattern[];
  /** Files beside the declarations that hold what several parts share, such as the type of a context. */
  readonly shared: readonly Pattern[];
  /** The doors of the modules it depends on. */
  readonly neighbours: (...entries: string[]) => Pattern[];
}

export function vocabularyOf(module: Module, workspace: Workspace): Vocabulary {
  const src = `${module.folder}/src`;
  const own = (...names: string[]): Pattern[] => names.map((name) => part(`${src}/${name}`));
  const known: readonly Package[] = workspace.modules.filter((other) => module.dependsOn.includes(shortName(other)));
  return {
    src,
    libraries: module.libraries.map(library),
    own,
    platform: (...names) =>
      workspace.platform.filter((one) => names.includes(shortName(one))).flatMap((one) => doorsOf(one)),
    declarations: own(...declarationNames),
    shared: [butNot(directlyIn(src), own('module', 'index', 'migrations', ...declarationNames))],
    neighbours: (...entries) => known.flatMap((other) => doorsOf(other, entries)),
  };
}

/** What the files of a module can be; a file anywhere else falls under no rule, and is reported for that. */
export function placesOf(module: Module): Pattern[] {
  const src = `${module.folder}/src`;
  const folders = [...declarationNames, ...folderNames, 'module'];
  return [...testFiles, directlyIn(src), ...folders.map((name) => folder(`${src}/${name}`))];
}
