import { createIds, type Id, systemClock, type UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { TestDatabase } from '@plinth/testing';
import { aMemberOf, createTestBilling } from '../testing/index.ts';
import { type Billing, billingPermissions } from '../src/index.ts';
import { hostOf } from '../src/test/host.ts';

/** The module with something in it, and who asks: what the tests of one use case begin with. */
export interface Arranged {
  readonly module: Billing;
  readonly database: TestDatabase;
  /** Of what the owner has. */
  readonly ids: { readonly accountId: Id<'acct'> };
  /** Of whoever may do everything there. */
  readonly owner: Call & { readonly actor: UserActor };
  /** Of whoever may do everything elsewhere. */
  readonly stranger: Call;
  send(caller: 'owner' | 'stranger', method: 'GET' | 'POST', url: string): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

export async function arrange(): Promise<Arranged> {
  const module = await createTestBilling();
  const host = await hostOf(module);
  const make = createIds(systemClock);
  const ownerId = make('org');
  const calls = { owner: { actor: aMemberOf([ownerId], billingPermissions) }, stranger: { actor: aMemberOf([make('org')], billingPermissions) } };
  await module.organizationCreated({ organizationId: ownerId, name: 'Analytical Engines' });
  const [account] = (await module.selectors.listAccounts({ ownerId }, calls.owner)).data;
  if (!account) throw new Error('The organization has no account.');
  return {
    module,
    database: module.database,
    ids: { accountId: account.id },
    owner: calls.owner,
    stranger: calls.stranger,
    send: async (caller, method, url) => {
      host.actAs(calls[caller].actor);
      const answer = await host.app.inject({ method, url: `/v1${url}` });
      return { status: answer.statusCode, body: answer.json() };
    },
    close: async () => {
      await host.app.close();
      await module.close();
    },
  };
}
