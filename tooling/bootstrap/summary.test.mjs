import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { figuresOf, readReport } from './reports.mjs';
import { linesOf, totalOf } from './summary.mjs';

const aReport = (changes) => ({ success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...changes });
const aFile = (status, ...assertions) => ({ status, assertionResults: assertions.map((assertion) => ({ status: assertion })) });

test('a report counts its tests, and what was skipped or left to do as neither passed nor failed', () => {
  expect(figuresOf(aReport({ numPendingTests: 2, numTodoTests: 1 }))).toEqual({ passed: 3, failed: 0, skipped: 3, notRun: [] });
});

test('a test that was skipped is named', () => {
  const file = { status: 'passed', assertionResults: [{ status: 'passed', fullName: 'a' }, { status: 'skipped', fullName: 'behind a proxy' }] };
  const report = figuresOf(aReport({ numPassedTests: 1, numPendingTests: 1, testResults: [file] }));

  expect(report).toEqual({ passed: 1, failed: 0, skipped: 1, notRun: ['behind a proxy'] });
  expect(linesOf([], [{ name: 'a', ...report }], 1)).toContain('not run: behind a proxy');
});

test('a file that fails before its first test counts as a failure', () => {
  const report = aReport({ success: false, numFailedTests: 1, testResults: [aFile('failed'), aFile('failed', 'passed', 'failed'), aFile('passed', 'passed')] });

  expect(figuresOf(report)).toMatchObject({ passed: 3, failed: 2 });
});

test('a run that failed counts as a failure though every test passed', () => {
  expect(figuresOf(aReport({ success: false }))).toMatchObject({ passed: 3, failed: 1 });
});

test('tests that left no report count as a failure', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-report-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));

  expect(readReport(directory)).toEqual({ passed: 0, failed: 1, skipped: 0, notRun: [] });
});

test('a gate counts as one, and a gate that was not run as nothing', () => {
  const gates = ['passed', 'failed', 'not run'].map((result, index) => ({ name: `gate ${index}`, result, seconds: 1 }));
  const reports = [
    { name: 'a', passed: 3, failed: 1, skipped: 2 },
    { name: 'b', passed: 4, failed: 0, skipped: 0 },
  ];

  expect(totalOf(gates, reports)).toEqual({ passed: 8, failed: 2 });
  expect(linesOf(gates, reports, 61)).toEqual([
    'passed  gate 0 (1.0 s)',
    'failed  gate 1 (1.0 s)',
    'not run: gate 2',
    'failed  tests of a: 3 passed, 1 failed, 2 skipped',
    'passed  tests of b: 4 passed, 0 failed',
    'took 61 s',
  ]);
});
