import type { Id, UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { TestDatabase } from '@plinth/testing';
import { anOrganization, aUser, callBy, createTestUsers } from '../testing/index.ts';
import type { Users } from '../src/index.ts';
import { usersApp } from './app.ts';

/** The module with something in it, and who asks: what the tests of one use case begin with. */
export interface Arranged {
  readonly module: Users;
  readonly database: TestDatabase;
  /** Of what the owner has. */
  readonly ids: { readonly organizationId: Id<'org'> };
  /** Of whoever may do everything there. */
  readonly owner: Call & { readonly actor: UserActor };
  /** Of whoever may do everything elsewhere. */
  readonly stranger: Call;
  send(caller: 'owner' | 'stranger', method: 'GET' | 'POST', url: string): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

export async function arrange(): Promise<Arranged> {
  const house = await createTestUsers();
  const { users: module, mailbox } = house;
  const [owner, stranger] = await Promise.all([aUser(module, mailbox), aUser(module, mailbox)]);
  const [{ organization }] = await Promise.all([anOrganization(module, owner), anOrganization(module, stranger)]);
  const app = await usersApp(house);
  const tokens = { owner: owner.session.token, stranger: stranger.session.token };
  return {
    module,
    database: house.database,
    ids: { organizationId: organization.id },
    owner: await callBy(module, tokens.owner),
    stranger: await callBy(module, tokens.stranger),
    send: async (caller, method, url) => {
      const answer = await app.inject({ method, url: `/v1${url}`, headers: { authorization: `Bearer ${tokens[caller]}` } });
      return { status: answer.statusCode, body: answer.json() };
    },
    close: async () => {
      await app.close();
      await house.close();
    },
  };
}
