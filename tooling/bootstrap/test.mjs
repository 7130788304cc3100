import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThrowAwayPostgres } from '../postgres/src/index.ts';
import { whenTold } from './child.mjs';
import { runGates, tests } from './gates.mjs';
import { packagesWithTests, readReport, reportOf } from './reports.mjs';
import { linesOf, totalOf } from './summary.mjs';

/** Every gate and every test, on a PostgreSQL of this run; one that fails does not keep the others from running. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const started = Date.now();
const stopping = new AbortController();
whenTold((signal) => stopping.abort(signal));

const packages = packagesWithTests(root);
for (const { directory } of packages) rmSync(reportOf(directory), { force: true });

const server = await startThrowAwayPostgres();
const env = { ...process.env, TEST_MIGRATION_DATABASE_URL: server.migrationUrl, TEST_DATABASE_URL: server.url };
try {
  const gates = await runGates(root, env, stopping.signal);
  await tests(root, env, stopping.signal);
  const reports = packages.map(({ name, directory }) => ({ name, ...readReport(directory) }));
  const total = totalOf(gates, reports);
  console.log(['', ...linesOf(gates, reports, (Date.now() - started) / 1000), `${total.passed} passed, ${total.failed} failed`].join('\n'));
  process.exitCode = total.failed > 0 || stopping.signal.aborted ? 1 : 0;
} finally {
  await server.stop();
}
process.exit();
