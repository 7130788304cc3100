import { readFileSync } from 'node:fs';
import type { MigrationSet } from '@plinth/db';
import type { EventDefinition } from '@plinth/module';
import { migrationsFor } from './databases.ts';
import { withMade } from './made.ts';
import { type DeclaredModule, declaredModules } from './modules.ts';

interface Table {
  readonly name: string;
  /** Row-level security stands between owners. */
  readonly owned: boolean;
}

/** The module's tables, as its migrations make them, without the partitions that functions make. */
function tablesOf(module: string, sets: readonly MigrationSet[]): Table[] {
  const sql = sets.flatMap(({ files }) => files.map((file) => file.sql)).join('\n');
  const named = (statements: Iterable<RegExpMatchArray>) => new Set(Array.from(statements, ([, schema, name = '']) => (schema === module ? name : '')));
  const [made, gone, secured] = [/^create table (\w+)\.(\w+)/gm, /^drop table (\w+)\.(\w+)/gm, /^alter table (\w+)\.(\w+) enable row level security/gm].map((statement) => named(sql.matchAll(statement)));
  const names = [...(made ?? [])].filter((name) => name !== '' && !gone?.has(name)).sort();
  return names.map((name) => ({ name, owned: secured?.has(name) === true }));
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', '));

const versioned = ({ type, version }: EventDefinition): string => `${type} v${version}`;

/** What a module is, on one page: made from its contract and what else it declares. */
function canvasOf({ contract, events, permissions, config }: DeclaredModule): string {
  const { module, services, selectors, subscribers } = contract;
  const tables = tablesOf(module, migrationsFor([module]));
  const rows: readonly [string, string][] = [
    ['services', list(Object.keys(services).sort())],
    ['selectors', list(Object.keys(selectors).sort())],
    ['events in', list(Object.entries(subscribers).map(([name, event]) => `${versioned(event)} → ${name}`))],
    ['events out', list(Object.values(events).map(versioned))],
    ['permissions', list(permissions)],
    ['tables of an owner', list(tables.filter(({ owned }) => owned).map(({ name }) => name))],
    ['other tables', list(tables.filter(({ owned }) => !owned).map(({ name }) => name))],
    ['settings', list(Object.keys(config.settings))],
  ];
  return `| | |\n|---|---|\n${rows.map(([what, which]) => `| ${what} | ${which} |`).join('\n')}\n`;
}

/** The READMEs that hold a canvas, and what each of them should say. */
export const canvases: readonly { readonly name: string; readonly url: URL; readonly write: () => string }[] = declaredModules.map((subject) => {
  const name = `packages/${subject.contract.module}/README.md`;
  const url = new URL(`../../../${name}`, import.meta.url);
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- the README of a module
  return { name, url, write: () => withMade(readFileSync(url, 'utf8'), canvasOf(subject), 'Canvas') };
});
