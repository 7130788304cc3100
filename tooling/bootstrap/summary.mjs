/** @typedef {import('./gates.mjs').Gate} Gate */
/** @typedef {import('./reports.mjs').Report & { name: string }} NamedReport */

/**
 * A line for each gate and each package's tests.
 *
 * @param {Gate[]} gates
 * @param {NamedReport[]} reports
 * @param {number} seconds
 */
export function linesOf(gates, reports, seconds) {
  const gateLines = gates.map((gate) =>
    gate.result === 'not run' ? `not run: ${gate.name}` : `${gate.result.padEnd(8)}${gate.name} (${gate.seconds.toFixed(1)} s)`,
  );
  const reportLines = reports.flatMap(({ name, passed, failed, skipped, notRun = [] }) => {
    const skips = skipped > 0 ? `, ${skipped} skipped` : '';
    const line = `${(failed > 0 ? 'failed' : 'passed').padEnd(8)}tests of ${name}: ${passed} passed, ${failed} failed${skips}`;
    return [line, ...notRun.map((test) => `not run: ${test}`)];
  });
  return [...gateLines, ...reportLines, `took ${seconds.toFixed(0)} s`];
}

/**
 * Gates and tests together; a gate counts as one, and one that could not run counts as nothing.
 *
 * @param {Gate[]} gates
 * @param {NamedReport[]} reports
 */
export function totalOf(gates, reports) {
  const count = (result) => gates.filter((gate) => gate.result === result).length;
  const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
  return { passed: count('passed') + sum('passed'), failed: count('failed') + sum('failed') };
}
