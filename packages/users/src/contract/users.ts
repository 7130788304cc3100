import type { UserActor } from '@plinth/kernel';
import type { Call, InputOf, Peer, Module } from '@plinth/module';
import type { usersContract } from './contract.ts';
import type { Accepted, Me, Organization, OrganizationPage, Person, Session } from './resources.ts';

type Services = typeof usersContract.services;
type Selectors = typeof usersContract.selectors;

export type SignUp = InputOf<Services['signUp']>;
export type ResendVerification = InputOf<Services['resendVerification']>;
export type VerifyEmail = InputOf<Services['verifyEmail']>;
export type SignIn = InputOf<Services['signIn']>;
export type CreateOrganization = InputOf<Services['createOrganization']>;
export type CreateOperator = InputOf<Services['createOperator']>;
export type Authenticate = InputOf<Selectors['authenticate']>;
export type GetOrganization = InputOf<Selectors['getOrganization']>;
export type ListOrganizations = InputOf<Selectors['listOrganizations']>;
export type Nothing = Record<string, never>;

/** Users as its callers hold it, in this process or another. */
export interface Users extends Peer, Pick<Module<typeof usersContract>, 'worker'> {
  readonly services: {
    /** Anyone; the same answer, time and rows for a known and an unknown address. What follows comes by mail. */
    signUp(input: SignUp, call: Call): Promise<Accepted>;
    /** Anyone; mails a new code for the newest sign-up of the address, and kills the one before. */
    resendVerification(input: ResendVerification, call: Call): Promise<Accepted>;
    /** Spends a mailed code: makes the user of the sign-up that the code belongs to, and a session. */
    verifyEmail(input: VerifyEmail, call: Call): Promise<Session>;
    /**
     * `users.invalid_credentials` whatever is wrong; `users.email_not_verified` after the right password alone;
     * `users.too_many_attempts` for known and unknown addresses alike.
     */
    signIn(input: SignIn, call: Call): Promise<Session>;
    /** Ends the session of the call; the next request with its token is refused. */
    signOut(input: Nothing, call: Call): Promise<Nothing>;
    /** The caller becomes its owner. Publishes `users.organization_created`. */
    createOrganization(input: CreateOrganization, call: Call): Promise<Organization>;
    /** The system only: a verified user who operates the deployment. */
    createOperator(input: CreateOperator, call: Call): Promise<Person>;
  };
  readonly selectors: {
    /** The user behind a session token with all rights of this moment; `access.unauthenticated` for any other text. */
    authenticate(input: Authenticate, call: Call): Promise<UserActor>;
    getMe(input: Nothing, call: Call): Promise<Me>;
    /** `users.organization_not_found` for anyone who is no member. */
    getOrganization(input: GetOrganization, call: Call): Promise<Organization>;
    /** The caller's organizations, newest first. */
    listOrganizations(input: ListOrganizations, call: Call): Promise<OrganizationPage>;
  };
}
