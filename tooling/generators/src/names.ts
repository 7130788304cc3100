import { Refusal } from './refusal.ts';

const reserved = new Set(
  ('abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in ' +
    'infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return satisfies set static string super switch symbol this throw true try ' +
    'type typeof undefined unknown using var void while with yield ' +
    // Schemas of PostgreSQL and of the migrator, and words of SQL that cannot name a table.
    'information migrations plinth postgres all analyse analyze and array asc both cast check collate column constraint create current desc distinct end except fetch foreign grant group having initially ' +
    'intersect into leading limit not offset on only or order placing primary references returning select some table then to trailing union unique user variadic when where window').split(' '),
);

/** One word, as a schema, a package, a prefix of ids and a variable are all named by it. */
export function requireWord(word: string, what: string): string {
  if (!/^[a-z]{2,30}$/.test(word)) throw new Refusal(`${what} is one word of 2 to 30 lower-case letters, such as projects; ${JSON.stringify(word)} is not.`);
  if (reserved.has(word)) throw new Refusal(`${what} cannot be ${word}: TypeScript or PostgreSQL has the word for itself.`);
  return word;
}

const singularEndings: readonly (readonly [plural: RegExp, singular: string])[] = [
  [/([^aeiou])ies$/, '$1y'],
  [/(ss|sh|ch|[xz])es$/, '$1'],
  [/([^su])s$/, '$1'],
];

/** `projects` as `project`; undefined where the word does not look like a regular plural. */
export function singularOf(plural: string): string | undefined {
  const [ending, singular] = singularEndings.find(([pattern]) => pattern.test(plural)) ?? [];
  return ending && singular !== undefined ? plural.replace(ending, singular) : undefined;
}

/** The regular plural: `category` as `categories`. */
export function pluralOf(singular: string): string {
  if (/[^aeiou]y$/.test(singular)) return singular.replace(/y$/, 'ies');
  return /(?:[sxz]|sh|ch)$/.test(singular) ? `${singular}es` : `${singular}s`;
}

export interface ModuleNames {
  readonly module: string;
  /** What one of the things is called that the module keeps. */
  readonly resource: string;
  readonly resources: string;
}

/** The names of a new module; a resource that is not said is the singular of the module. */
export function moduleNames(module: string, given: { readonly resource?: string | undefined; readonly plural?: string | undefined } = {}): ModuleNames {
  requireWord(module, 'A module');
  const resource = given.resource ?? singularOf(module);
  if (resource === undefined) throw new Refusal(`${module} is no plural that is known here; say what one of its things is called: --resource WORD.`);
  requireWord(resource, 'A resource');
  const resources = given.plural ?? (singularOf(module) === resource ? module : pluralOf(resource));
  requireWord(resources, 'The plural of a resource');
  if (resources === resource) throw new Refusal(`One ${resource} and many ${resources} need two names: say the other one with --plural WORD.`);
  if (module === resource) throw new Refusal(`The module and one of its things cannot both be ${module}: name the module ${pluralOf(resource)}, or say --resource WORD.`);
  return { module, resource, resources };
}

export interface Phrase {
  readonly kebab: string;
  readonly camel: string;
  readonly pascal: string;
  readonly snake: string;
  readonly title: string;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The forms of a name of several words, given as `archive-project`, `archiveProject`, `ArchiveProject` or `archive_project`. */
export function phrase(given: string, what: string): Phrase {
  const kebab = given.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-').toLowerCase();
  if (!/^[a-z]+(?:-[a-z]+){1,5}$/.test(kebab)) throw new Refusal(`${what} is two to six words, such as archive-project; ${JSON.stringify(given)} is not.`);
  const words = kebab.split('-');
  const pascal = words.map(capital).join('');
  return { kebab, pascal, camel: pascal.charAt(0).toLowerCase() + pascal.slice(1), snake: words.join('_'), title: capital(words.join(' ')) };
}
