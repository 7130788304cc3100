import { parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

export const usage = `pnpm new module NAME [--resource WORD] [--plural WORD]

  NAME        one word, such as projects: the package, its schema and the prefix of its permissions
  --resource  what one of its things is called, where that is not the singular of NAME
  --plural    the plural of the resource, where it is not regular

Options of all:
  --plan      says what would be written, and writes nothing
  --no-drift  neither installs nor writes anew what is made from the code: README canvases, openapi.json, client types`;

export interface Asked {
  readonly kind: string;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** How many names each kind takes, and the options that it has beside those of all. */
const kinds: Readonly<Record<string, { readonly names: number; readonly options: readonly string[] }>> = {
  module: { names: 1, options: ['resource', 'plural'] },
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: { resource: text, plural: text, plan: flag, 'no-drift': flag, help: { type: 'boolean', short: 'h' } },
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
  if (names.length !== known.names) throw new Refusal(`pnpm new ${kind} takes ${known.names} names, not ${names.length}.\n\n${usage}`);
  const strange = Object.keys(values).find((option) => !['plan', 'no-drift', ...known.options].includes(option));
  if (strange !== undefined) throw new Refusal(`pnpm new ${kind} has no option --${strange}.\n\n${usage}`);
  return { kind, positionals: names, options: values };
}
