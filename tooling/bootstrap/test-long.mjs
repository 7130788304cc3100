import { globSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThrowAwayPostgres } from '../postgres/src/index.ts';
import { runQuietly, whenTold } from './child.mjs';
import { readReport, reportOf } from './reports.mjs';
import { linesOf, totalOf } from './summary.mjs';
import { packagesToTest } from './tests.mjs';

/**
 * The tests that load, kill or measure: one package after the other, because what runs beside a measurement spoils it.
 * `LONG_PROFILE=short` cuts their counts. Arguments with a dash select packages, as turbo has it; the others select files:
 * `npm run test:long -- --filter=@plinth/api faults`.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const given = process.argv.slice(2);
const selection = given.filter((argument) => argument.startsWith('-'));
const files = given.filter((argument) => !argument.startsWith('-'));
const started = Date.now();
const stopping = new AbortController();
const { signal } = stopping;
whenTold((name) => stopping.abort(name));

const report = '.turbo/tests-long.json';
const vitest = ['pnpm', 'exec', 'vitest', 'run', '--mode', 'long', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files];
const isLong = ({ directory }) => globSync('{src,test}/**/*.long.test.ts', { cwd: directory }).length > 0;

const server = await startThrowAwayPostgres();
const env = { ...process.env, TEST_MIGRATION_DATABASE_URL: server.migrationUrl, TEST_DATABASE_URL: server.url };
if (!process.stdout.isTTY) env.NO_COLOR = '1';
try {
  const packages = (await packagesToTest(root, selection, { cwd: root, env }, signal)).filter(isLong);
  for (const { name, directory } of packages) {
    if (signal.aborted) break;
    console.log(`\n── long tests of ${name}`);
    rmSync(reportOf(directory, report), { force: true });
    await runQuietly(vitest, { cwd: directory, env, stdio: 'inherit' }, signal);
  }
  if (!signal.aborted) summarize(packages);
} finally {
  await server.stop();
}
process.exit(signal.aborted ? 130 : process.exitCode);

function summarize(packages) {
  const reports = packages.map(({ name, directory }) => ({ name, ...readReport(directory, report) }));
  const { passed, failed } = totalOf([], reports);
  console.log(['', ...linesOf([], reports, (Date.now() - started) / 1000), `${passed} passed, ${failed} failed`].join('\n'));
  process.exitCode = failed > 0 ? 1 : 0;
}
