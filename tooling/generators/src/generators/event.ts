import type { Changes } from '../changes.ts';
import { addBeforeInterface, addMember, addProperty, all } from '../code/add.ts';
import type { Phrase } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { tableOf } from '../table.ts';
import { requireModule, type Workspace } from '../workspace.ts';

export interface NewEvent {
  readonly module: string;
  readonly name: Phrase;
  readonly table?: string | undefined;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Plans version 1 of an event, with the golden file that every later version has to read. */
export function planEvent(workspace: Workspace, changes: Changes, { module, name, table: said }: NewEvent): void {
  requireModule(workspace, module);
  const { resource, prefix } = tableOf(workspace, module, said);
  const file = `packages/${module}/src/events.ts`;
  if (changes.read(file).includes(`  readonly ${name.camel}:`)) throw new Refusal(`${module} has an event ${name.camel} already.`);
  changes.edit(file, all(
    addBeforeInterface(`${capital(module)}Events`, `const ${name.camel} = z.strictObject({ ${resource}Id: idSchema('${prefix}'), version: z.int() });`),
    addMember(`${capital(module)}Events`, `readonly ${name.camel}: EventDefinition<typeof ${name.camel}>`),
    addProperty(`${module}Events`, `${name.camel}: { version: 1, payload: ${name.camel} }`),
  ));
  changes.create(`packages/${module}/events/${module}.${name.snake}.1.json`, `{ "${resource}Id": "${prefix}_01h2xcejqtf2nbrexx3vqjhp41", "version": 2 }\n`);
}
