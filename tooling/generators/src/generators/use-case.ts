import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Changes } from '../changes.ts';
import { addExport, addImport, addImported, addMember, addProperty, addToCall, all, type Edit } from '../code/add.ts';
import type { Phrase } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { permissionOf, type Table, tableOf } from '../table.ts';
import { filledUseCase, templateFiles, type UseCaseNames } from '../templates.ts';
import { requireModule, type Workspace } from '../workspace.ts';

export interface UseCase {
  readonly kind: 'service' | 'selector';
  readonly module: string;
  readonly name: Phrase;
  readonly table?: string | undefined;
  readonly permission?: string | undefined;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const namesOf = (module: string, useCase: Phrase, { name, resource, prefix }: Table): UseCaseNames => ({ module, resource, resources: name, useCase, prefix });

/** A template speaks of rows with an owner; of these, each row is an owner. */
const ownedBy = (text: string, { owner, from }: Table): string => {
  const placed = text.replaceAll("'../db/schema.ts'", `'${from}'`);
  return owner === 'id' ? placed.replaceAll('{ id, ownerId, version }', '{ id, version }').replaceAll('row.ownerId', 'row.id') : placed;
};

/** The interface that callers hold: of the module itself, or of its services and selectors where those are apart. */
function addToInterface(changes: Changes, { kind, module, name }: UseCase, doc: string): void {
  const file = `packages/${module}/src/contract/${module}.ts`;
  const [type, group] = [capital(module), `${kind}s`];
  const member = `/** ${doc} */\n    ${name.camel}(input: ${name.pascal}, call: Call): Promise<${name.pascal}Result>`;
  const apart = `${type}${capital(group)}`;
  const own = addMember(type, member, group);
  const edit = changes.read(file).includes(`interface ${apart} `) ? addMember(apart, member.replace('\n    ', '\n  ')) : own;
  changes.edit(file, all(edit, addImport(`type { ${name.pascal}, ${name.pascal}Result }`, `./${name.kebab}.ts`), addImported('Call', '@plinth/module')));
}

/** An error of the module, where it has none of the name. */
const ensuredError = (module: string, { resource }: Table): Edit => (text, file) =>
  text.includes(`${resource}NotFound:`)
    ? text
    : addProperty(`${module}Errors`, `${resource}NotFound: { kind: 'not_found', message: 'No ${resource.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} {${resource}Id}.' }`)(text, file);

/** Whether some file of the module's contract has an operation of the name. */
function declares({ root }: Workspace, module: string, name: string): boolean {
  const files = globSync(`packages/${module}/src/contract/**/*.ts`, { cwd: root }).map((file) => readFileSync(path.join(root, file), 'utf8'));
  return files.some((text) => text.includes(`  ${name}: operation(`) || text.includes(` ${name}Operation = operation(`));
}

/** Plans a service or a selector: one file, its contract, its test, and every place that names all of them. */
export function planUseCase(workspace: Workspace, changes: Changes, asked: UseCase): void {
  const { kind, module, name } = asked;
  requireModule(workspace, module);
  if (workspace.published.has(name.camel)) throw new Refusal(`The API has a ${name.camel} already.`);
  const table = tableOf(workspace, module, asked.table);
  const permission = permissionOf(workspace, module, table, kind === 'service' ? 'write' : 'read', asked.permission);
  const names = namesOf(module, name, table);
  const root = `packages/${module}`;
  if (declares(workspace, module, name.camel)) throw new Refusal(`${module} has a ${name.camel} already.`);

  for (const { path: file, text } of templateFiles(kind)) {
    const made = filledUseCase(text.replaceAll(/'workshop:widgets:(?:read|write)'/g, `'${permission}'`), names);
    changes.create(`${root}/${filledUseCase(file, names)}`, ownedBy(made, table));
  }
  const folder = `./${kind}s/${name.kebab}.ts`;
  changes.edit(`${root}/src/errors.ts`, ensuredError(module, table));
  changes.edit(`${root}/src/contract/contract.ts`, all(addProperty(`${module}Contract`, `${name.camel}: ${name.camel}Operation`, `${kind}s`), addImport(`{ ${name.camel}Operation }`, `./${name.kebab}.ts`)));
  addToInterface(changes, asked, kind === 'service' ? `Gives the ${table.resource} its next version.` : `What callers see of ${/^[aeiou]/.test(table.resource) ? 'an' : 'a'} ${table.resource}.`);
  changes.edit(`${root}/src/index.ts`, addExport(`type { ${name.pascal}, ${name.pascal}Result }`, `./contract/${name.kebab}.ts`));
  const wired = kind === 'service' ? `${name.camel}: service(${name.camel}, { audit: ({ input }) => ({ target: input.${table.resource}Id }) })` : name.camel;
  changes.edit(`${root}/src/module.ts`, all(addToCall('createModule', [`${module}Contract`, 'wiredContract'], wired, `${kind}s`), addImport(`{ ${name.camel} }`, folder)));

  const everyService = `${root}/test/every-service.ts`;
  if (kind === 'service' && changes.exists(everyService)) {
    changes.edit(everyService, addProperty('everyService', `${name.camel}: async ({ ${table.resource}Id, call }) => (services) => services.${name.camel}({ ${table.resource}Id }, call)`));
  }
}

