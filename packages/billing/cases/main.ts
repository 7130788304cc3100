import { ownCases, runCases, type CaseResult } from './run.ts';

// eslint-disable-next-line no-restricted-properties -- a switch of this tool, not a setting of the application
const folder = process.env['BILLING_CASES'] ?? ownCases;

const count = (cases: readonly CaseResult[], outcome: CaseResult['outcome']) => cases.filter((each) => each.outcome === outcome).length;

const files = runCases(folder);
for (const { name, cases } of files) {
  console.log(`${name}: ${count(cases, 'passed')}/${cases.length}`);
  for (const each of cases.filter(({ outcome }) => outcome === 'failed'))
    console.log(`  failed  ${each.id} (${each.kind}): ${each.details.join('; ')}`);
  for (const each of cases.filter(({ outcome }) => outcome === 'notRun'))
    console.log(`  not run ${each.id} (${each.kind}): ${each.details.join('; ')}`);
}
const all = files.flatMap(({ cases }) => cases);
console.log(`total: ${count(all, 'passed')} passed, ${count(all, 'failed')} failed, ${count(all, 'notRun')} not run, of ${all.length}`);
if (count(all, 'failed') > 0 || count(all, 'passed') === 0) process.exitCode = 1;
