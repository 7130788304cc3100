import type { Billing } from '@plinth/billing';
import type { Users } from '@plinth/users';

interface Modules {
  readonly users: Pick<Users, 'selectors'>;
  readonly billing: Pick<Billing, 'selectors'>;
}

/** What another team builds on the modules: what each organization of a person owes, in minor units, by its name. */
export async function whatIsOwed({ users, billing }: Modules, token: string): Promise<Record<string, number>> {
  const call = { actor: await users.selectors.authenticate({ token }, { actor: { type: 'anonymous' } }) };
  const { data: organizations } = await users.selectors.listOrganizations({}, call);
  const owed: Record<string, number> = {};
  for (const { id, name } of organizations) {
    const { data: accounts } = await billing.selectors.listAccounts({ ownerId: id }, call);
    const invoices = await Promise.all(accounts.map((account) => billing.selectors.listInvoices({ accountId: account.id, status: 'open' }, call)));
    owed[name] = invoices.flatMap(({ data }) => data).reduce((sum, { total }) => sum + total.amount, 0);
  }
  return owed;
}
