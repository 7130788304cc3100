import { parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

export const usage = `pnpm new module NAME [--resource WORD] [--plural WORD]
pnpm new service MODULE NAME [--table TABLE] [--permission PERMISSION]
pnpm new selector MODULE NAME [--table TABLE] [--permission PERMISSION]
pnpm new route MODULE NAME [--path WORDS]
pnpm new event MODULE NAME [--table TABLE]
pnpm new migration MODULE NAME [--no-transaction]

A module is one word, such as projects. Everything else has a name of several words: archive-project, project-archived.

  --resource        what one of a module's things is called, where that is not the singular of its name
  --plural          the plural of the resource, where it is not regular
  --table           what it is about, as the code names it: the module's first table, where it is left out
  --permission      what a caller needs: that of the table, where it is left out
  --path            the end of the path, where it is not what the name says: archive, for archive-project
  --no-transaction  for what PostgreSQL refuses inside a transaction, such as create index concurrently
  --plan            says what would be written, and writes nothing
  --no-drift        neither installs nor writes anew what is made from the code: README canvases, openapi.json, client types`;

export interface Asked {
  readonly kind: string;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** The names that each kind takes, and the options that it has beside those of all. */
const kinds: Readonly<Record<string, { readonly names: readonly string[]; readonly options: readonly string[] }>> = {
  module: { names: ['NAME'], options: ['resource', 'plural'] },
  service: { names: ['MODULE', 'NAME'], options: ['table', 'permission'] },
  selector: { names: ['MODULE', 'NAME'], options: ['table', 'permission'] },
  route: { names: ['MODULE', 'NAME'], options: ['path'] },
  event: { names: ['MODULE', 'NAME'], options: ['table'] },
  migration: { names: ['MODULE', 'NAME'], options: ['no-transaction'] },
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: { resource: text, plural: text, table: text, permission: text, path: text, 'no-transaction': flag, plan: flag, 'no-drift': flag, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** What the command line asks for; undefined where it asks for help. */
export function argumentsOf(argv: readonly string[]): Asked | undefined {
  const { values, positionals } = parse(argv);
  const [kind, ...names] = positionals;
  if (values.help === true) return undefined;
  const known = kind === undefined ? undefined : kinds[kind];
  if (kind === undefined || !known) throw new Refusal(`${kind === undefined ? 'Say what is to be new' : `Nothing of the kind ${kind} can be made`}: ${Object.keys(kinds).join(', ')}.\n\n${usage}`);
  if (names.length !== known.names.length) throw new Refusal(`pnpm new ${kind} takes ${known.names.join(' and ')}: ${names.length} names were given.\n\n${usage}`);
  const strange = Object.keys(values).find((option) => !['plan', 'no-drift', ...known.options].includes(option));
  if (strange !== undefined) throw new Refusal(`pnpm new ${kind} has no option --${strange}.\n\n${usage}`);
  return { kind, positionals: names, options: values };
}
