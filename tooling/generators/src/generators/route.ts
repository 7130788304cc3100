import type { Changes } from '../changes.ts';
import { addImport, addSortedProperty, addStatement, all } from '../code/add.ts';
import { type Phrase, phrase } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { filledUseCase, templateFiles } from '../templates.ts';
import { requireModule, type Workspace } from '../workspace.ts';
import { namesOf } from './use-case.ts';
import { tableOf } from '../table.ts';

export interface Route {
  readonly module: string;
  readonly name: Phrase;
  /** Behind `/{resources}/{id}/`; what the name says besides the resource, where it is left out. */
  readonly path?: string | undefined;
}

const kebab = (camel: string): string => camel.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Who may call, as the table of the authorization test has it. */
function kindOf(permission: string): string {
  if (permission.endsWith(':read')) return 'members';
  return permission.startsWith('billing:') ? 'money' : 'managers';
}

/** Plans a route of an operation that a generator made: its file, its test and its row in the table of who may call what. */
export function planRoute(workspace: Workspace, changes: Changes, { module, name, path: said }: Route): void {
  requireModule(workspace, module);
  if (workspace.published.has(name.camel)) throw new Refusal(`${name.camel} has a route already.`);
  const root = `packages/${module}`;
  const declared = `${root}/src/contract/${name.kebab}.ts`;
  const isService = changes.exists(`${root}/src/services/${name.kebab}.ts`);
  if (!changes.exists(declared) || (!isService && !changes.exists(`${root}/src/selectors/${name.kebab}.ts`))) {
    throw new Refusal(`${module} has no service or selector ${name.kebab}: pnpm new service ${module} ${name.kebab}.`);
  }
  const [, resource = '', prefix] = /input: z\.strictObject\(\{ (\w+)Id: idSchema\('([a-z]+)'\) \}\)/.exec(changes.read(declared)) ?? [];
  if (prefix === undefined) throw new Refusal(`${declared} takes more than an id: write its route by hand, as those in ${root}/src/http.`);
  const implementation = changes.read(`${root}/src/${isService ? 'services' : 'selectors'}/${name.kebab}.ts`);
  const [, permission] = /requirePermission\(actor, '([^']+)'/.exec(implementation) ?? [];
  if (permission === undefined) throw new Refusal(`${name.kebab}.ts requires no permission: write its route by hand, and its row in apps/api/test/authorization/table.ts.`);

  const [, tableName] = /\.from\((\w+)\)/.exec(implementation) ?? [];
  const table = tableOf(workspace, module, tableName);
  const one = kebab(resource);
  const verb = said ?? (name.kebab.split(`-${one}`).join('') || name.kebab);
  phraseOrWord(verb);
  const url = `/${kebab(table.name)}/:${resource}Id/${verb}`;
  const about = name.kebab === `${verb}-${one}` ? `${capital(verb)} ${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one.replaceAll('-', ' ')}` : name.title;

  for (const { path, text } of templateFiles('route')) {
    const spoken = text.replaceAll("'Widgets'", `'${capital(kebab(table.name).replaceAll('-', ' '))}'`).replace('Summary of it', about);
    const placed = spoken.replaceAll('/path/:widgetId', url).replaceAll('`/path/${widgetId}`', `\`${url.replace(/:\w+/, `\${${resource}Id}`)}\``);
    const ofKind = isService ? placed : placed.replaceAll('workshopContract.services', 'workshopContract.selectors').replaceAll('workshop.services', 'workshop.selectors').replaceAll('app.post(', 'app.get(').replaceAll("'POST'", "'GET'");
    changes.create(`${root}/${filledUseCase(path, namesOf(module, name, table))}`, filledUseCase(ofKind, namesOf(module, name, table)));
  }
  changes.edit(`${root}/src/http/index.ts`, all(addStatement(`${module}Routes`, `${name.camel}Routes(app, modules);`), addImport(`{ ${name.camel}Routes }`, `./${name.kebab}.ts`)));
  changes.edit('apps/api/test/authorization/table.ts', addSortedProperty('table', name.camel, `'${kindOf(permission)}'`));
}

function phraseOrWord(segment: string): void {
  if (!/^[a-z]{2,}$/.test(segment)) phrase(segment, 'The end of a path');
}
