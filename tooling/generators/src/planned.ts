import type { Asked } from './arguments.ts';
import type { Changes } from './changes.ts';
import { planEvent } from './generators/event.ts';
import { planMigration } from './generators/migration.ts';
import { planModule } from './generators/module.ts';
import { planRoute } from './generators/route.ts';
import { planUseCase } from './generators/use-case.ts';
import { moduleNames, phrase } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

export interface Planned {
  /** What whoever asked does next. */
  readonly next: readonly string[];
  /** Whether there is a package that has to be linked. */
  readonly installs: boolean;
}

type Options = Readonly<Record<string, string | boolean | undefined>>;
type Generator = (workspace: Workspace, changes: Changes, names: readonly string[], options: Options) => Planned;

const textOf = (options: Options, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

const ofUseCase = (kind: 'service' | 'selector'): Generator => (workspace, changes, [module = '', given = ''], options) => {
  const name = phrase(given, `A ${kind}`);
  planUseCase(workspace, changes, { kind, module, name, table: textOf(options, 'table'), permission: textOf(options, 'permission') });
  return {
    installs: false,
    next: [
      'Next:',
      `  packages/${module}/src/contract/${name.kebab}.ts    what goes in and comes out, and which errors`,
      `  packages/${module}/src/${kind}s/${name.kebab}.ts    what it does; its test stands beside it`,
      `  pnpm new route ${module} ${name.kebab}    serves it`,
    ],
  };
};

const generators: Readonly<Record<string, Generator>> = {
  module: (workspace, changes, [name = ''], options) => {
    if (workspace.packages.has(name)) throw new Refusal(`There is a package @plinth/${name} already.`);
    planModule(workspace, changes, moduleNames(name, { resource: textOf(options, 'resource'), plural: textOf(options, 'plural') }));
    return {
      installs: true,
      next: [
        'Next:',
        `  pnpm --filter @plinth/${name} test    its tests, on a PostgreSQL of their own`,
        '  pnpm dev    migrates its schema and serves it',
        `  packages/${name}/README.md    say in three sentences what it is for`,
        `Where nothing else has been changed, it is undone by: git restore . && git clean -fdx packages/${name} .changeset && pnpm install`,
      ],
    };
  },
  service: ofUseCase('service'),
  selector: ofUseCase('selector'),
  route: (workspace, changes, [module = '', given = ''], options) => {
    const name = phrase(given, 'A service or selector');
    planRoute(workspace, changes, { module, name, path: textOf(options, 'path') });
    return { installs: false, next: ['Next:', `  packages/${module}/src/http/${name.kebab}.ts    what its page in the documentation says`, '  pnpm changeset    a new route comes with one'] };
  },
  event: (workspace, changes, [module = '', given = ''], options) => {
    const name = phrase(given, 'An event');
    planEvent(workspace, changes, { module, name, table: textOf(options, 'table') });
    return { installs: false, next: ['Next:', `  publish(${module}Events.${name.camel}, { … }) in the service that brings it about`] };
  },
  migration: (workspace, changes, [module = '', given = ''], options) => {
    const file = planMigration(workspace, changes, { module, name: phrase(given, 'A migration'), outsideTransaction: options['no-transaction'] === true });
    return { installs: false, next: ['Next:', `  ${file}    its statements, before anything applies it`, `  packages/${module}/src/db    the tables as they are then; a test holds the two together`] };
  },
};

/** Plans what is asked for. */
export function planned(workspace: Workspace, changes: Changes, { kind, positionals, options }: Asked): Planned {
  const generator = generators[kind];
  if (!generator) throw new Error(`No generator of ${kind}.`);
  return generator(workspace, changes, positionals, options);
}
