import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { billingPermissions } from '@plinth/billing';
import { anOperator, createTestBilling, type TestBilling } from '@plinth/billing/testing';
import { usersPermissions } from '@plinth/users';
import { anOrganization, aUser, createTestUsers, type TestUsers } from '@plinth/users/testing';
import { whatIsOwed } from './what-is-owed.js';

// A test of another team, with the test runner of its choice: the modules themselves, each on a database of its own.
let users: TestUsers;
let billing: TestBilling;
before(async () => {
  users = await createTestUsers({ permissions: [...usersPermissions, ...billingPermissions] });
  billing = await createTestBilling({ INVOICE_GRACE_DAYS: '0' });
});
after(() => Promise.all([users.close(), billing.close()]));

test('a person owes what the open invoices of their organizations come to, and nothing of another’s', async () => {
  const operator = { actor: anOperator };
  const plan = await billing.services.createPlan(
    { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1, charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }] },
    operator,
  );
  await billing.services.publishPlan({ planId: plan.id }, operator);

  const ada = await aUser(users.users, users.mailbox);
  const { organization, call } = await anOrganization(users.users, ada, 'Analytical Engines');
  await billing.organizationCreated({ organizationId: organization.id, name: organization.name });
  const { data: [account] } = await billing.selectors.listAccounts({ ownerId: organization.id }, call);
  assert.ok(account);
  await billing.services.createSubscription({ accountId: account.id, planId: plan.id }, call);
  const other = await aUser(users.users, users.mailbox);
  await anOrganization(users.users, other, 'Difference Engines');

  const modules = { users: users.users, billing };
  assert.deepEqual(await whatIsOwed(modules, ada.session.token), { 'Analytical Engines': 2000 });
  assert.deepEqual(await whatIsOwed(modules, other.session.token), { 'Difference Engines': 0 });
});
