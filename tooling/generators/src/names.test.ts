import { expect, test } from 'vitest';
import { moduleNames, phrase, pluralOf, requireWord, singularOf } from './names.ts';

test.each([
  ['projects', 'project'],
  ['categories', 'category'],
  ['boxes', 'box'],
  ['branches', 'branch'],
  ['classes', 'class'],
  ['invoices', 'invoice'],
  ['keys', 'key'],
])('%s are many of %s', (plural, singular) => {
  expect([singularOf(plural), pluralOf(singular)]).toEqual([singular, plural]);
});

test.each(['data', 'status', 'address', 'inventory'])('%s is no regular plural', (word) => {
  expect(singularOf(word)).toBeUndefined();
});

test('the resource of a module is its singular, unless another is said', () => {
  expect(moduleNames('projects')).toEqual({ module: 'projects', resource: 'project', resources: 'projects' });
  expect(moduleNames('inventory', { resource: 'item' })).toEqual({ module: 'inventory', resource: 'item', resources: 'items' });
  expect(moduleNames('staff', { resource: 'person', plural: 'people' })).toEqual({ module: 'staff', resource: 'person', resources: 'people' });
});

test.each([
  ['Projects', /lower-case/],
  ['project-plans', /one word/],
  ['../projects', /one word/],
  ['p', /2 to 30/],
  ['p2', /one word/],
  ['classes', /cannot be class/],
  ['migrations', /cannot be migrations/],
  ['inventory', /say what one of its things is called: --resource/],
])('no module is named %s', (name, says) => {
  expect(() => moduleNames(name)).toThrow(says);
});

test('one thing, many of it and the module have names of their own', () => {
  expect(() => moduleNames('sheep', { resource: 'sheep' })).toThrow('name the module sheeps');
  expect(() => moduleNames('flock', { resource: 'sheep', plural: 'sheep' })).toThrow('--plural');
  expect(() => requireWord('select', 'A resource')).toThrow('A resource cannot be select');
});

test.each(['archive-project', 'archiveProject', 'ArchiveProject', 'archive_project'])('%s has every form', (given) => {
  expect(phrase(given, 'A service')).toEqual({ kebab: 'archive-project', camel: 'archiveProject', pascal: 'ArchiveProject', snake: 'archive_project', title: 'Archive project' });
});

test.each(['archive', 'Archive!', 'archive--project', '-archive-project', 'archive project', ''])('%j names no use case', (given) => {
  expect(() => phrase(given, 'A service')).toThrow('two to six words');
});
