import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Changes } from './changes.ts';

let root: string;
let changes: Changes;
const inRoot = (file: string): string => path.join(root, file);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plinth-changes-'));
  writeFileSync(inRoot('list.ts'), 'export const list = [];\n');
  changes = new Changes(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('nothing is there before it is written, and everything is afterwards', () => {
  changes.create('deep/in/new.ts', 'new\n');
  changes.edit('list.ts', (text) => `${text}// more\n`);
  changes.edit('list.ts', (text) => `${text}// and more\n`);
  expect(changes.list()).toEqual([{ path: 'deep/in/new.ts', kind: 'new' }, { path: 'list.ts', kind: 'changed' }]);
  expect([existsSync(inRoot('deep')), readFileSync(inRoot('list.ts'), 'utf8')]).toEqual([false, 'export const list = [];\n']);
  changes.write();
  expect([readFileSync(inRoot('deep/in/new.ts'), 'utf8'), readFileSync(inRoot('list.ts'), 'utf8')]).toEqual(['new\n', 'export const list = [];\n// more\n// and more\n']);
});

test('where one file cannot be written, none is', () => {
  changes.edit('list.ts', () => 'other\n');
  changes.create('first/new.ts', 'new\n');
  changes.create('second/new.ts', 'new\n');
  // Somebody was faster.
  writeFileSync(inRoot('second'), 'a file where a folder was to be');
  expect(() => changes.write()).toThrow();
  expect([readdirSync(root).toSorted(), readFileSync(inRoot('list.ts'), 'utf8')]).toEqual([['list.ts', 'second'], 'export const list = [];\n']);
});

test('what is there is not made, and what is not there is not changed', () => {
  mkdirSync(inRoot('folder'));
  expect(() => changes.create('list.ts', '')).toThrow('list.ts is there already.');
  expect(() => changes.edit('other.ts', (text) => text)).toThrow('other.ts is not there.');
});
