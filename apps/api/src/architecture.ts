import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withMade } from './made.ts';
import { type DeclaredModule, declaredModules } from './modules.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A package of what is delivered. */
interface Package {
  /** `users` of `@plinth/users`. */
  readonly name: string;
  readonly kind: 'application' | 'module' | 'platform';
  readonly schema: string | undefined;
  /** Modules whose events and types it knows. */
  readonly knows: readonly string[];
  /** Packages of the workspace that it is built on. */
  readonly uses: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly plinth?: { readonly schema: string; readonly dependsOn: readonly string[] };
}

/** A peer of modules for the sake of their door for tests; nothing that is delivered is built on it. */
const forTests = '@plinth/testing';

const shortName = (name: string): string => name.replace('@plinth/', '');

function readPackage(file: string): Package {
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- a manifest of this workspace
  const { name, plinth, dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(repository, file), 'utf8')) as Manifest;
  const uses = Object.keys({ ...dependencies, ...peerDependencies }).filter((used) => used.startsWith('@plinth/') && used !== forTests);
  const kind = file.startsWith('apps/') ? 'application' : plinth ? 'module' : 'platform';
  return { name: shortName(name), kind, schema: plinth?.schema, knows: plinth?.dependsOn ?? [], uses: uses.map(shortName).toSorted() };
}

/** Of what a package is built on, that which no other of it brings along. */
function direct(of: Package, all: ReadonlyMap<string, Package>): string[] {
  const brought = (name: string): string[] => (all.get(name)?.uses ?? []).flatMap((used) => [used, ...brought(used)]);
  const others = new Set(of.uses.flatMap(brought));
  return of.uses.filter((used) => all.has(used) && !others.has(used));
}

function packagesPicture(packages: readonly Package[]): string {
  const all = new Map(packages.map((one) => [one.name, one]));
  const kinds = ['application', 'module', 'platform'] as const;
  const titles = { application: 'apps', module: 'modules', platform: 'platform' };
  const groups = kinds.map((kind) => {
    const members = packages.filter((one) => one.kind === kind).map(({ name, schema }) => `    ${name}[${name}${schema === undefined ? '' : `<br>schema ${schema}`}]`);
    return [`  subgraph ${titles[kind]}`, ...members, '  end'].join('\n');
  });
  const arrows = packages.flatMap((one) => direct(one, all).map((used) => `  ${one.name} --> ${used}`));
  return ['flowchart TD', ...groups, ...arrows].join('\n');
}

function modulesPicture(packages: readonly Package[], declared: readonly DeclaredModule[]): string {
  const modules = packages.filter(({ kind }) => kind === 'module');
  const known = modules.flatMap(({ name, knows }) => knows.map((other) => `  ${name} -->|knows| ${other}`));
  const events = declared.flatMap(({ contract: { module, subscribers } }) =>
    Object.entries(subscribers).map(([subscriber, { type }]) => `  ${type.split('.')[0] ?? ''} -. ${type.split('.')[1] ?? ''} .-> ${module}_${subscriber}[${subscriber}]`),
  );
  const inside = modules.map(({ name, schema }) => {
    const subscribers = declared.filter(({ contract }) => contract.module === name).flatMap(({ contract }) => Object.keys(contract.subscribers));
    return [`  ${name}[${name}] --> ${name}_data[(schema ${schema ?? ''})]`, ...subscribers.map((subscriber) => `  ${name}_${subscriber} --> ${name}_data`)].join('\n');
  });
  return ['flowchart LR', ...known, ...inside, ...events].join('\n');
}

const picture = (title: string, mermaid: string): string => `### ${title}\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n`;

function pictures(): string {
  const manifests = ['apps', 'packages'].flatMap((folder) => globSync(`${folder}/*/package.json`, { cwd: repository }).toSorted());
  const packages = manifests.map(readPackage);
  return [
    picture('Packages, and what each is built on', packagesPicture(packages)),
    picture('Modules, and the events between them', modulesPicture(packages, declaredModules)),
  ].join('\n');
}

const url = new URL('../../../docs/architecture.md', import.meta.url);

/** The page with the pictures of what there is. */
export const architecture = {
  name: 'docs/architecture.md',
  url,
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- the page that is named above
  write: (): string => withMade(readFileSync(url, 'utf8'), pictures(), 'Pictures'),
};
