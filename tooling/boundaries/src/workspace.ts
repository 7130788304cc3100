import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A package of the workspace; all paths are relative to the workspace, with forward slashes. */
export interface Package {
  readonly name: string;
  readonly folder: string;
  /** What each entry of `exports` opens in development: `./events` is `packages/users/src/events.ts`. */
  readonly doors: ReadonlyMap<string, string>;
  /** npm packages and workspace packages that the code may use. */
  readonly libraries: readonly string[];
  /** The same for tests. */
  readonly testLibraries: readonly string[];
}

/** A domain module: a package with a `plinth` key. */
export interface Module extends Package {
  readonly schema: string;
  /** Folders of the modules it knows, such as `users`. */
  readonly dependsOn: readonly string[];
}

export interface Workspace {
  readonly root: string;
  /** In the order in which they build on each other. */
  readonly platform: readonly Package[];
  readonly modules: readonly Module[];
  readonly apps: readonly Package[];
  readonly tools: readonly Package[];
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly plinth?: { readonly schema: string; readonly dependsOn: readonly string[] };
}

/** R2: each may import those before it. */
const platformOrder = ['kernel', 'config', 'observability', 'db', 'jobs', 'module', 'http', 'testing', 'client'];

/** The last part of a package's folder: `users` of `packages/users`. */
export const shortName = (of: Package): string => path.posix.basename(of.folder);

/**
 * Reads the packages of the workspace in `root`. Fails where a package is neither a module nor has a place in the order
 * of the platform, and where a module depends on one that is not there.
 */
export function readWorkspace(root: string): Workspace {
  const packages = packagesIn(root, 'packages');
  const modules = packages.filter((found): found is Module => 'schema' in found);
  const platform = packages.filter((found) => !('schema' in found)).sort((one, other) => rank(one) - rank(other));
  for (const module of modules) {
    for (const known of module.dependsOn) {
      if (modules.some((other) => shortName(other) === known)) continue;
      throw new Error(`${module.folder}/package.json depends on the module "${known}", which does not exist.`);
    }
  }
  return { root, platform, modules, apps: packagesIn(root, 'apps'), tools: packagesIn(root, 'tooling') };
}

function rank(platform: Package): number {
  const place = platformOrder.indexOf(shortName(platform));
  if (place >= 0) return place;
  throw new Error(`${platform.folder} is no module (package.json has no "module") and no place in the order of R2.`);
}

function packagesIn(root: string, parent: string): (Package | Module)[] {
  const folder = path.join(root, parent);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(path.join(folder, name, 'package.json')))
    .map((name) => readPackage(root, `${parent}/${name}`));
}

function readPackage(root: string, folder: string): Package | Module {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
  const libraries = [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap(namesOf);
  const found = {
    name: manifest.name,
    folder,
    doors: doorsOf(folder, manifest),
    libraries,
    testLibraries: [...libraries, ...namesOf(manifest.devDependencies)],
  };
  return manifest.plinth ? { ...found, ...manifest.plinth } : found;
}

const namesOf = (dependencies: Readonly<Record<string, string>> | undefined): string[] =>
  Object.keys(dependencies ?? {});

function doorsOf(folder: string, { exports = {} }: Manifest): Map<string, string> {
  const doors = new Map<string, string>();
  for (const [entry, target] of Object.entries(exports)) {
    const source = typeof target === 'string' ? target : target['source'];
    if (source?.endsWith('.ts')) doors.set(entry, path.posix.join(folder, source));
  }
  return doors;
}
