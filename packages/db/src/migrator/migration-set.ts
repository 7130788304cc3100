import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { MigrationError } from './error.ts';

/** SQL files of one module, in the order in which a fresh database gets them. */
export interface MigrationSet {
  readonly module: string;
  readonly files: readonly { readonly name: string; readonly sql: string }[];
}

export interface MigrationsOptions {
  /** Put before each file's name, so that files from several places never share one. */
  readonly prefix?: string;
  /** `{ module: 'users' }` writes `users` wherever a file says `{module}`. Values are identifiers. */
  readonly values?: Readonly<Record<string, string>>;
}

/** One file, named for ever by module and name. */
export interface Migration {
  readonly module: string;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const identifier = /^[a-z][a-z0-9_]*$/;
/** Endings that name another module's roles or job schema, and schemas that are not a module's. */
const taken = /_(?:owner|system|jobs)$|^(?:migrations|public|information_schema|pg_.*)$/;

function withValues(sql: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    if (!identifier.test(value)) throw new MigrationError(`The value of {${name}} must be an identifier, not ${JSON.stringify(value)}.`);
    return text.replaceAll(`{${name}}`, value);
  }, sql);
}

/** The `*.sql` files of a directory, sorted by name. */
export function migrationsIn(module: string, directory: URL, { prefix = '', values = {} }: MigrationsOptions = {}): MigrationSet {
  const folder = new URL(directory.href.replace(/\/?$/, '/'));
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- the folder is written in the module's code
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort();
  const files = names.map((name) => {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of that folder
    const content = readFileSync(new URL(encodeURIComponent(name), folder), 'utf8');
    // Git may check the same file out with other line ends, and its checksum must not change.
    return { name: `${prefix}${name}`, sql: withValues(content.replaceAll('\r\n', '\n'), values) };
  });
  return { module, files };
}

const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/** The files by module, each module's sets one after the other. */
export function byModule(sets: readonly MigrationSet[]): Map<string, Migration[]> {
  const modules = new Map<string, Migration[]>();
  for (const { module, files } of sets) {
    if (!identifier.test(module) || taken.test(module) || module.length > 40) {
      throw new MigrationError(`A module cannot be named ${JSON.stringify(module)}.`);
    }
    const migrations = modules.get(module) ?? [];
    for (const { name, sql } of files) {
      if (migrations.some((other) => other.name === name)) throw new MigrationError(`Two files of ${module} are named ${name}.`);
      migrations.push({ module, name, sql, checksum: checksumOf(sql) });
    }
    modules.set(module, migrations);
  }
  return modules;
}
