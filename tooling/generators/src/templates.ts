import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { sourceOf } from './code/source.ts';
import type { ModuleNames, Phrase } from './names.ts';

const folder = fileURLToPath(new URL('../templates/', import.meta.url));

export interface NewFile {
  /** In the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** As a word of a template is written, so is the word that takes its place. */
function inCaseOf(written: string, word: string): string {
  if (written === written.toUpperCase()) return word.toUpperCase();
  return /^[A-Z]/.test(written) ? capital(word) : word;
}

/** A template with the words `workshop`, `widget` and `widgets`, in whatever case, replaced by those of a module. */
export function filled(text: string, { module, resource, resources }: ModuleNames): string {
  const article = /^[aeiou]/.test(resource) ? 'n' : '';
  return text
    .replaceAll(/\b([Aa]) (?=widget\b)/g, (_found, letter: string) => `${letter}${article} `)
    .replaceAll(/WORKSHOP|WIDGETS?|[Ww]orkshop|[Ww]idgets?/g, (written) => inCaseOf(written, { workshop: module, widgets: resources, widget: resource }[written.toLowerCase()] ?? written));
}

export interface UseCaseNames extends ModuleNames {
  readonly useCase: Phrase;
  /** What begins the ids of the resource. */
  readonly prefix: string;
}

/** The same of one use case, which its template calls `polishThing`. */
export const filledUseCase = (text: string, names: UseCaseNames): string =>
  filled(text, names)
    .replaceAll('PolishThing', names.useCase.pascal)
    .replaceAll('polishThing', names.useCase.camel)
    .replaceAll('polish-thing', names.useCase.kebab)
    .replaceAll('wdgt', names.prefix);

/** The files of a template, by their paths in it. One that ends in `.txt` would be taken for what it is going to be where it stands. */
export const templateFiles = (template: string): NewFile[] =>
  readdirSync(path.join(folder, template), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: path.relative(path.join(folder, template), file).replaceAll(path.sep, '/').replace(/\.txt$/, ''), text: readFileSync(file, 'utf8') }));

/** Every identifier of a template's code beside its placeholders: a module of such a name would mean two things. */
export function identifiersOf(template: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !/workshop|widget/i.test(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const { path: file, text } of templateFiles(template)) if (file.endsWith('.ts')) visit(sourceOf(text, file).tree);
  return found;
}
