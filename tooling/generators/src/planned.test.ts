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
  const changes = plan('module', 'gadgets');
  const paths = changes.list().map((change) => `${change.kind} ${change.path}`);
  expect(paths).toEqual(expect.arrayContaining(['new packages/gadgets/package.json', 'new packages/gadgets/src/services/create-gadget.ts', 'new packages/gadgets/src/db/migrations/0001_gadgets.sql', 'changed apps/api/src/modules.ts']));
  const made = changes.list().map((change) => changes.read(change.path)).join('\n');
  expect(made).not.toMatch(/workshop|widget/i);
  expect(changes.read('packages/gadgets/src/contract/gadgets.ts')).toContain('export interface Gadgets extends Peer');
});

test('a word that begins with a vowel has its article', () => {
  const changes = plan('module', 'inventory', '--resource', 'item');
  expect(changes.read('packages/inventory/src/contract/item.ts')).toContain("description: 'An item of an organization.'");
  expect(changes.read('packages/inventory/src/contract/contract.ts')).toContain("defineContract('inventory', {\n  services: { ...itemServices }");
});

test.each([
  [[], 'Say what is to be new: module'],
  [['table', 'gadgets'], 'Nothing of the kind table can be made'],
  [['module'], 'takes 1 names, not 0'],
  [['module', 'gadgets', 'more'], 'takes 1 names, not 2'],
  [['module', 'gadgets', '--colour', 'red'], "Unknown option '--colour'"],
  [['module', 'billing'], 'There is a package @plinth/billing already.'],
  [['module', 'kernel'], 'There is a package @plinth/kernel already.'],
  [['module', 'plans'], 'Ids that begin with plan_ are of something else'],
  [['module', 'invoices'], 'The API has a createInvoice already'],
  [['module', 'owners'], 'owner means something else'],
  [['module', 'inputs'], 'input means something else'],
])('pnpm new %j is refused', (argv, says) => {
  expect(() => plan(...argv)).toThrow(says);
});
