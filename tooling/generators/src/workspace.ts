import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.ts';

interface Manifest {
  readonly name: string;
  readonly plinth?: { readonly schema: string };
}

/** What the repository has already. */
export interface Workspace {
  readonly root: string;
  /** Names of all packages, without their scope. */
  readonly packages: ReadonlySet<string>;
  readonly modules: readonly string[];
  /** What begins the ids that there are. */
  readonly idPrefixes: ReadonlySet<string>;
  /** Names of the operations and of the schemas in the OpenAPI document: both are those of all modules. */
  readonly published: ReadonlySet<string>;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function prefixesIn(root: string): string[] {
  const declarations = globSync('packages/*/src/{contract,db}/**/*.ts', { cwd: root }).map((file) => readFileSync(path.join(root, file), 'utf8'));
  return declarations.flatMap((text) => Array.from(text.matchAll(/(?:idSchema|typedId)\('([a-z]+)'\)/g), ([, prefix = '']) => prefix));
}

function publishedIn(root: string): string[] {
  const document = readJson(path.join(root, 'apps/api/openapi.json')) as { paths: Record<string, Record<string, { operationId?: string }>>; components: { schemas: object } };
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods).flatMap(({ operationId }) => operationId ?? []));
  return [...operations, ...Object.keys(document.components.schemas)];
}

export function workspaceAt(root: string): Workspace {
  const manifests = globSync('{apps,packages,tooling}/*/package.json', { cwd: root }).map((file) => readJson(path.join(root, file)) as Manifest);
  return {
    root,
    packages: new Set(manifests.map(({ name }) => name.replace('@plinth/', ''))),
    modules: manifests.flatMap(({ plinth }) => plinth?.schema ?? []).sort(),
    idPrefixes: new Set(prefixesIn(root)),
    published: new Set(publishedIn(root)),
  };
}

export function requireModule({ modules, root }: Workspace, module: string): void {
  if (!modules.includes(module)) throw new Refusal(`There is no module ${module}; there are ${modules.join(', ')}.`);
  if (!existsSync(path.join(root, 'packages', module, 'src/module.ts'))) throw new Refusal(`packages/${module}/src/module.ts is not there.`);
}
