import type { Asked } from './arguments.ts';
import type { Changes } from './changes.ts';
import { planModule } from './generators/module.ts';
import { moduleNames } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

export interface Planned {
  /** What whoever asked does next. */
  readonly next: readonly string[];
  /** Whether there is a package that has to be linked. */
  readonly installs: boolean;
}

type Generator = (workspace: Workspace, changes: Changes, names: readonly string[], options: Readonly<Record<string, string | undefined>>) => Planned;

const generators: Readonly<Record<string, Generator>> = {
  module: (workspace, changes, [name = ''], { resource, plural }) => {
    if (workspace.packages.has(name)) throw new Refusal(`There is a package @plinth/${name} already.`);
    const names = moduleNames(name, { resource, plural });
    planModule(workspace, changes, names);
    return {
      installs: true,
      next: [
        'Next:',
        `  pnpm --filter @plinth/${name} test          its tests, on a PostgreSQL of their own`,
        '  pnpm dev                                    serves it, once its schema is migrated: the development server does that',
        `  packages/${name}/README.md                  say in three sentences what it is for`,
        `It is undone by: git restore . && git clean -fdx packages/${name} .changeset && pnpm install`,
      ],
    };
  },
};

/** Plans what is asked for. */
export function planned(workspace: Workspace, changes: Changes, { kind, positionals, options }: Asked): Planned {
  const generator = generators[kind];
  if (!generator) throw new Error(`No generator of ${kind}.`);
  return generator(workspace, changes, positionals, Object.fromEntries(Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string')));
}
