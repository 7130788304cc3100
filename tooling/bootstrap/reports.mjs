import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Report
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} notRun the names of the skipped tests
 */

/** Where a package's tests leave their report; those of another tier leave another `name`. */
export const reportOf = (directory, name = '.turbo/tests.json') => path.join(directory, name);

/**
 * The figures of a package's tests. Where there is no report, or something failed outside a test, that counts as a failure.
 *
 * @returns {Report}
 */
export function readReport(directory, name) {
  const file = reportOf(directory, name);
  return existsSync(file) ? figuresOf(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 1, skipped: 0, notRun: [] };
}

/** @returns {Report} */
export function figuresOf(report) {
  const filesWithoutTests = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );
  const failed = report.numFailedTests + filesWithoutTests.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    notRun: report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ fullName }) => fullName),
    ),
  };
}
