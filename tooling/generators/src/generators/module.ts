import type { Changes } from '../changes.ts';
import { addDependency, addElement, addImport, addMember, addProperty, addReturned, addSortedProperty, addStatement, all, type Edit } from '../code/add.ts';
import type { ModuleNames } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { filled, identifiersOf, templateFiles } from '../templates.ts';
import type { Workspace } from '../workspace.ts';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function requireFree({ idPrefixes, published }: Workspace, changes: Changes, { module, resource, resources }: ModuleNames): void {
  if (changes.exists(`packages/${module}`)) throw new Refusal(`packages/${module} is there already, without being a package: take away what is left in it.`);
  if (idPrefixes.has(resource)) throw new Refusal(`Ids that begin with ${resource}_ are of something else; say another word with --resource.`);
  const names = identifiersOf('module');
  const meant = [module, resource, resources].find((word) => names.has(word));
  if (meant !== undefined) throw new Refusal(`${meant} means something else in the files of a module; say another word.`);
  const [one, many] = [capital(resource), capital(resources)];
  const taken = [`create${one}`, `get${one}`, `list${many}`, one, `${one}Page`].find((name) => published.has(name));
  if (taken !== undefined) throw new Refusal(`The API has a ${taken} already; say another word with --resource.`);
}

/** The host: every place that names every module. */
const hostEdits = ({ module, resource, resources }: ModuleNames): Readonly<Record<string, Edit>> => {
  const [type, one, many] = [capital(module), capital(resource), capital(resources)];
  return {
    'apps/api/package.json': addDependency(`@plinth/${module}`, 'workspace:^'),
    'apps/api/src/modules.ts': all(
      addImport(`{ ${module}Config, ${module}Contract, ${module}Errors, ${module}Permissions }`, `@plinth/${module}`),
      addImport(`{ ${module}Events }`, `@plinth/${module}/events`),
      addImport(`{ ${module}Routes }`, `@plinth/${module}/http`),
      addImport(`{ ${module}Migrations }`, `@plinth/${module}/migrations`),
      addProperty(
        'modules',
        `${module}: { contract: ${module}Contract, errors: ${module}Errors, events: { ...${module}Events }, permissions: ${module}Permissions, config: ${module}Config, migrations: ${module}Migrations, routes: ${module}Routes }`,
      ),
    ),
    'apps/api/src/compose-modules.ts': all(
      addImport(`{ create${type}, type ${type}, ${module}Contract }`, `@plinth/${module}`),
      addMember('Modules', `readonly ${module}: ${type}`),
      addProperty('local', `${module}: databases.${module} && create${type}({ ...on(databases.${module}), config: config.${module} })`),
      addProperty('remote', `${module}: elsewhere(${module}Contract, remotes.${module})`),
      addProperty('composed', `${module}: either(local.${module}, remote.${module})`),
    ),
    'apps/api/src/config.ts': addElement('slices', `modules.${module}.config`, 'observabilityConfig'),
    'apps/api/test/authorization/table.ts': all(
      addSortedProperty('table', `create${one}`, `{ kind: 'managers', body: { ownerId: 'org_01h2xcejqtf2nbrexx3vqjhp41', name: 'Another' } }`),
      addSortedProperty('table', `get${one}`, `'members'`),
      addSortedProperty('table', `list${many}`, `'anyone'`),
    ),
    'apps/api/test/authorization/catalogue.ts': all(
      addStatement('catalogueIn', `const ${resource} = await make('/${resources}', { ownerId: organizationId, name: 'Analytical Engine' }, owner);`),
      addReturned('catalogueIn', resource),
    ),
    '.github/CODEOWNERS': (text) => text.replace(/^(?=\/\.github\/)/m, `${`/packages/${module}/`.padEnd(20)}@plinth/${module}\n`),
  };
};

/** Each module takes connections of its own: a process is to open no more of them than before. */
const fewerConnections = (modulesBefore: number): Edit => (text) =>
  text.replace(/^DATABASE_CONNECTIONS=(\d+)$/m, (_line, digits: string) => {
    const all = modulesBefore * (4 * Number(digits) + 2);
    return `DATABASE_CONNECTIONS=${Math.max(1, Math.floor((all / (modulesBefore + 1) - 2) / 4))}`;
  });

/** Plans a module of its own, with one resource of an organization, served by the host. */
export function planModule(workspace: Workspace, changes: Changes, names: ModuleNames): void {
  requireFree(workspace, changes, names);
  for (const { path, text } of templateFiles('module')) changes.create(`packages/${names.module}/${filled(path, names)}`, filled(text, names));
  changes.create(`.changeset/module-${names.module}.md`, `---\n'@plinth/${names.module}': minor\n---\n\nThe module ${names.module}: ${names.resources} of an organization are created, read and listed.\n`);
  for (const [file, edit] of Object.entries(hostEdits(names))) changes.edit(file, edit);
  changes.edit('apps/api/deploy/kubernetes/base/settings.env', fewerConnections(workspace.modules.length));
}
