import type { Module, Peer } from '@plinth/module';
import type { AccessTokenSelectors, AccessTokenServices } from './access-tokens.ts';
import type { ApiKeySelectors, ApiKeyServices } from './api-keys.ts';
import type { usersContract } from './contract.ts';
import type { AuditSelectors } from './audit.ts';
import type { CredentialServices } from './credentials.ts';
import type { InvitationSelectors, InvitationServices } from './invitations.ts';
import type { MemberSelectors, MemberServices } from './members.ts';
import type { OrganizationSelectors, OrganizationServices } from './organizations.ts';
import type { PeopleSelectors, PeopleServices } from './people.ts';
import type { RoleSelectors, RoleServices } from './roles.ts';
import type { SessionSelectors, SessionServices } from './sessions.ts';
import type { SignUpServices } from './sign-up.ts';

export interface UsersServices extends SignUpServices, SessionServices, AccessTokenServices, ApiKeyServices, CredentialServices, PeopleServices, OrganizationServices, MemberServices, RoleServices, InvitationServices {}

export interface UsersSelectors extends SessionSelectors, AccessTokenSelectors, ApiKeySelectors, PeopleSelectors, OrganizationSelectors, MemberSelectors, RoleSelectors, InvitationSelectors, AuditSelectors {}

/** Users as its callers hold it, in this process or another. */
export interface Users extends Peer {
  readonly services: UsersServices;
  readonly selectors: UsersSelectors;
}

/** Users in the process that hosts it, with the work that no call asks for. */
export interface HostedUsers extends Users, Pick<Module<typeof usersContract>, 'worker'> {}
