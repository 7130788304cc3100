import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThrowAwayPostgres } from '../postgres/src/index.ts';
import { whenTold } from './child.mjs';
import { runGates } from './gates.mjs';
import { readReport, reportOf } from './reports.mjs';
import { linesOf, totalOf } from './summary.mjs';
import { packagesToTest, runTests } from './tests.mjs';

/**
 * Every gate and every test, on a PostgreSQL of this run; one that fails does not keep the others from running. Arguments
 * select packages, as turbo has it: `npm test -- --affected`, `npm test -- --filter=@plinth/db`.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const selection = process.argv.slice(2);
const started = Date.now();
const stopping = new AbortController();
const { signal } = stopping;
whenTold((name) => stopping.abort(name));

const server = await startThrowAwayPostgres();
const env = { ...process.env, TEST_MIGRATION_DATABASE_URL: server.migrationUrl, TEST_DATABASE_URL: server.url };
if (!process.stdout.isTTY) env.NO_COLOR = '1';
const options = { cwd: root, env };
try {
  const packages = await packagesToTest(root, selection, options, signal);
  for (const { directory } of packages) rmSync(reportOf(directory), { force: true });
  const gates = await runGates(root, selection, options, signal);
  if (!signal.aborted) await runTests(selection, options, signal);
  if (!signal.aborted) report(gates, packages);
} finally {
  await server.stop();
}
process.exit(signal.aborted ? 130 : process.exitCode);

function report(gates, packages) {
  const reports = packages.map(({ name, directory }) => ({ name, ...readReport(directory) }));
  const { passed, failed } = totalOf(gates, reports);
  console.log(['', ...linesOf(gates, reports, (Date.now() - started) / 1000), `${passed} passed, ${failed} failed`].join('\n'));
  process.exitCode = failed > 0 ? 1 : 0;
}
