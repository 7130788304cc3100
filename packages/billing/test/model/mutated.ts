import path from 'node:path';
import type { Plugin } from 'vitest/config';
import { mutations } from './mutations.ts';

const sources = path.join(import.meta.dirname, '../../src');

/** Makes the mistake of that name in the source that it is about, as it is loaded; none without a name. */
export function mutated(name: string | undefined): Plugin[] {
  if (name === undefined) return [];
  const mutation = mutations.find((known) => known.name === name);
  if (!mutation) throw new Error(`There is no mutation of the name ${name}.`);
  const { file, from, to } = mutation;
  const transform = (code: string, id: string): string | undefined => {
    if (id !== path.join(sources, file)) return undefined;
    if (code.split(from).length !== 2) throw new Error(`${file} has not once what the mutation changes: ${from}`);
    return code.replace(from, () => to);
  };
  return [{ name: 'mutated', enforce: 'pre', transform }];
}
