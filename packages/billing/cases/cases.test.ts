import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { adapters } from './adapters/index.ts';
import { notRun, reasonNotToRun } from './not-run.ts';
import { ownCases, runCase, runCases } from './run.ts';
import { caseSchema, type Case } from './case.ts';

const files = runCases(ownCases);
const all = files.flatMap(({ cases }) => cases);

const read = (name: string): Case[] => caseSchema.array().parse(JSON.parse(readFileSync(path.join(ownCases, `${name}.json`), 'utf8')));

/** What says how an answer is to be shown, not what it is. */
const directions = new Set(['consecutive', 'places']);

/** The value with one leaf changed, once for every leaf. */
function changed(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return [[...list, '1'], ...list.flatMap((part, index) => changed(part).map((other) => list.with(index, other)))];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) =>
      directions.has(key) ? [] : changed(part).map((other) => ({ ...value, [key]: other })),
    );
  }
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return [`${value.includes('.') ? value : `${value}.`}1`];
  return [`${String(value)} changed`];
}

test('every case of the twelve files passes, or stands with its reason among those that are not run', () => {
  expect(files.map(({ name }) => name)).toHaveLength(12);
  expect(all.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(all.filter(({ outcome }) => outcome === 'passed')).toHaveLength(217);
  expect(all.filter(({ outcome }) => outcome === 'notRun')).toHaveLength(18);
});

test('a case fails as soon as any of its expected figures is another', () => {
  const passing = new Set(all.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  const mutants = files
    .flatMap(({ name }) => read(name))
    .filter(({ id }) => passing.has(id))
    .flatMap((each) => changed(each.expected).map((expected) => ({ ...each, expected: expected as Case['expected'] })));
  const survivors = mutants.filter((mutant) => runCase(mutant).outcome === 'passed').map(({ id, expected }) => ({ id, expected }));
  process.stdout.write(`changed figures: ${mutants.length} tried, ${survivors.length} went unnoticed\n`);
  expect(mutants.length).toBeGreaterThan(500);
  expect(survivors).toEqual([]);
});

test('an unknown kind, an unreadable input and a case without an answer fail', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cases-'));
  const known = {
    kind: 'rating',
    input: { model: 'standard', currency: 'EUR', unit_amount: '2', quantity: '3' },
    expected: { amount: '6' },
  };
  const cases = [
    { ...known, id: 'right' },
    { ...known, id: 'unknown', kind: 'rating_by_moon' },
    { ...known, id: 'unreadable', input: { ...known.input, quantity: '1e3' } },
    { ...known, id: 'unanswered', expected: { colour: 'blue' } },
    { ...known, id: 'empty', expected: {} },
  ];
  writeFileSync(path.join(folder, 'some.json'), JSON.stringify(cases));
  const results = runCases(folder)[0]?.cases.map(({ id, outcome }) => `${id} ${outcome}`);
  expect(results).toEqual(['right passed', 'unknown failed', 'unreadable failed', 'unanswered failed', 'empty failed']);
});

test('no kind is excused that an adapter runs, but for a part of it', () => {
  expect(notRun.filter(({ kind, where }) => adapters.has(kind) && !where)).toEqual([]);
  expect(reasonNotToRun({ id: 'x', kind: 'invoice_numbering', input: { scheme: 'per_issuer' }, expected: {} })).toBeUndefined();
});
