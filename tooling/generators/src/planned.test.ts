import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { argumentsOf } from './arguments.ts';
import { Changes } from './changes.ts';
import { planned } from './planned.ts';
import { workspaceAt } from './workspace.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const workspace = workspaceAt(root);

/** What would be written here. */
function plan(...argv: string[]): Changes {
  const changes = new Changes(root);
  const asked = argumentsOf(argv) ?? expect.fail();
  planned(workspace, changes, asked);
  return changes;
}

test('a module has all that the others have, and the host knows it', () => {
  const changes = plan('module', 'contraptions');
  const paths = changes.list().map((change) => `${change.kind} ${change.path}`);
  expect(paths).toEqual(expect.arrayContaining(['new packages/contraptions/package.json', 'new packages/contraptions/src/services/create-contraption.ts', 'new packages/contraptions/src/db/migrations/0001_contraptions.sql', 'changed apps/api/src/modules.ts']));
  const made = changes.list().map((change) => changes.read(change.path)).join('\n');
  expect(made).not.toMatch(/workshop|widget/i);
  expect(changes.read('packages/contraptions/src/contract/contraptions.ts')).toContain('export interface Contraptions extends Peer');
});

test('a word that begins with a vowel has its article', () => {
  const changes = plan('module', 'stockroom', '--resource', 'oddment');
  expect(changes.read('packages/stockroom/src/contract/oddment.ts')).toContain("description: 'An oddment of an organization.'");
  expect(changes.read('packages/stockroom/src/contract/contract.ts')).toContain("defineContract('stockroom', {\n  services: { ...oddmentServices }");
});

test.each([
  ['billing', 'renew-account', [], 'acct', 'billing:subscriptions:write'],
  ['billing', 'renew-account', ['--permission', 'billing:usage:write'], 'acct', 'billing:usage:write'],
  ['users', 'renew-organization', ['--table', 'organizations'], 'org', 'users:organizations:write'],
])('a service of %s, %s %j, asks for its permission and is wired', (module, name, options, prefix, permission) => {
  const changes = plan('service', module, name, ...options);
  const camel = name.replaceAll(/-([a-z])/g, (_found, letter: string) => letter.toUpperCase());
  expect(changes.read(`packages/${module}/src/services/${name}.ts`)).toContain(`requirePermission(actor, '${permission}', row.`);
  expect(changes.read(`packages/${module}/src/contract/${name}.ts`)).toContain(`idSchema('${prefix}')`);
  expect(changes.read(`packages/${module}/src/contract/contract.ts`)).toContain(`${camel}: ${camel}Operation }`);
  expect(changes.read(`packages/${module}/src/module.ts`)).toContain(`${camel}: service(${camel}, `);
});

test('a migration has the next number, and says where it runs', () => {
  const changes = plan('migration', 'users', 'archived_organizations', '--no-transaction');
  const [file] = changes.list();
  expect(changes.list()).toHaveLength(1);
  expect(file?.path).toMatch(/^packages\/users\/src\/db\/migrations\/\d{4}_archived_organizations\.sql$/);
  expect(existsSync(path.join(root, file?.path ?? ''))).toBe(false);
  expect(changes.read(file?.path ?? '')).toMatch(/^-- plinth: no transaction\n-- Archived organizations\./);
});

test.each([
  [[], 'Say what is to be new: module'],
  [['table', 'contraptions'], 'Nothing of the kind table can be made'],
  [['module'], 'pnpm new module takes NAME: 0 names were given'],
  [['module', 'contraptions', 'more'], 'takes NAME: 2 names were given'],
  [['module', 'contraptions', '--colour', 'red'], "Unknown option '--colour'"],
  [['module', 'billing'], 'There is a package @plinth/billing already.'],
  [['module', 'kernel'], 'There is a package @plinth/kernel already.'],
  [['module', 'plans'], 'Ids that begin with plan_ are of something else'],
  [['module', 'invoices'], 'The API has a createInvoice already'],
  [['module', 'owners'], 'owner means something else'],
  [['module', 'inputs'], 'input means something else'],
  [['service', 'billing'], 'takes MODULE and NAME: 1 names were given'],
  [['service', 'contraptions', 'renew-contraption'], 'There is no module contraptions; there are '],
  [['service', 'billing', 'renew'], 'A service is two to six words'],
  [['service', 'billing', 'create-plan'], 'The API has a createPlan already'],
  [['service', 'billing', 'record-usage-event'], 'billing has a recordUsageEvent already'],
  [['service', 'billing', 'renew-account', '--table', 'nothing'], 'nothing of billing has an id'],
  [['service', 'billing', 'renew-meter', '--table', 'meters'], 'packages/billing/test/arrange.ts arranges no meterId'],
  [['service', 'billing', 'renew-account', '--permission', 'users:members:read'], 'users:members:read is no permission of billing'],
  [['service', 'billing', 'renew-account', '--path', 'renew'], 'pnpm new service has no option --path'],
  [['route', 'billing', 'renew-account'], 'billing has no service or selector renew-account'],
  [['route', 'billing', 'create-plan'], 'createPlan has a route already'],
  [['event', 'billing', 'invoice-voided'], 'billing has an event invoiceVoided already'],
  [['migration', 'billing', 'usage_rollups'], 'has a file of the name usage_rollups already'],
])('pnpm new %j is refused', (argv, says) => {
  expect(() => plan(...argv)).toThrow(says);
});
