import type { KeyActor, UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { Instance } from './instance.ts';
import { anonymousCall, anOrganization, aUser, type TestUser, type TestUsers } from '../testing/index.ts';

export interface Owner {
  readonly user: TestUser;
  readonly organizationId: `org_${string}`;
  /** A call of the owner that may act for the organization. */
  readonly call: Call;
}

export async function anOwner({ users, mailbox }: TestUsers): Promise<Owner> {
  const user = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, user);
  return { user, organizationId: organization.id, call };
}

export interface MadeKey {
  readonly id: `key_${string}`;
  readonly key: string;
}

type Wanted = Parameters<TestUsers['users']['services']['createApiKey']>[0];

/** A key of the owner's organization, for what is needed here. */
export async function aKey({ users }: Pick<Instance, 'users'>, { organizationId, call }: Owner, wanted: Partial<Wanted> = {}): Promise<MadeKey> {
  const made = await users.services.createOrganizationApiKey({ organizationId, name: 'Reporter', scopes: ['billing:usage:write'], ...wanted }, call);
  return { id: made.id, key: made.key ?? '' };
}

export const authenticate = ({ users }: Pick<Instance, 'users'>, token: string, ip?: string): Promise<UserActor | KeyActor> =>
  users.selectors.authenticate({ token }, ip === undefined ? anonymousCall : { ...anonymousCall, client: { ip } });
