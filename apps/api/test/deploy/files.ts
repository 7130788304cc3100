import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const repository = path.resolve(import.meta.dirname, '../../../..');
export const deployFolder = path.join(repository, 'apps/api/deploy');

export const readText = (file: string): string => readFileSync(path.resolve(deployFolder, file), 'utf8');

/** The one document of a YAML or JSON file; a mapping that has a key twice is an error. */
export const readYaml = (file: string): unknown => parse(readText(file), { merge: true });

/** Every document of a YAML file. */
export const readDocuments = (file: string): unknown[] =>
  parseAllDocuments(readText(file)).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as unknown;
  });

/** Paths below `deploy` that match, in order. */
export const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: deployFolder }).toSorted();
