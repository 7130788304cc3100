import { idSchema, type KeyActor, pageInput, pageSchema, type UserActor } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { emailField, givenPassword, type Nothing, nothing } from './fields.ts';
import { person } from './people.ts';

export const session = z
  .strictObject({
    token: z.string().meta({ description: 'Shown once; the bearer of it is the user. `cookie` where the caller asked for it as one.' }),
    expiresAt: z.iso.datetime(),
    user: person,
  })
  .meta({ id: 'Session', description: 'A session that has just begun.' });

const grants = z.array(z.strictObject({ ownerId: z.string(), permissions: z.array(z.string()) }));

/** The kernel's `UserActor`, as JSON. */
const userActor = z.strictObject({
  type: z.literal('user'),
  userId: idSchema('user'),
  sessionId: idSchema('sess'),
  authenticatedAt: z.iso.datetime(),
  factors: z.array(z.string()),
  operator: z.boolean(),
  accessToken: z.literal(true).exactOptional(),
  grants,
});

/** The kernel's `KeyActor`, as JSON. */
const keyActor = z.strictObject({ type: z.literal('key'), keyId: idSchema('key'), grants });

const activeSession = z
  .strictObject({
    id: idSchema('sess'),
    device: z.string().meta({ description: 'What the browser or program says of itself, in short; a hint and no proof.' }),
    address: z.string().nullable().meta({ description: 'Where it was last used from.' }),
    createdAt: z.iso.datetime(),
    authenticatedAt: z.iso.datetime().meta({ description: 'When a credential was last proved in it.' }),
    lastSeenAt: z.iso.datetime().meta({ description: 'To the minute.' }),
    expiresAt: z.iso.datetime().meta({ description: 'When it ends however much it is used; unused it ends before.' }),
    current: z.boolean().meta({ description: 'True for the session that asks.' }),
  })
  .meta({ id: 'ActiveSession' });

const activeSessionPage = pageSchema('ActiveSessionPage', activeSession);
const endedSessions = z.strictObject({ ended: z.int() }).meta({ id: 'EndedSessions', description: 'How many sessions it ended.' });

export const sessionServices = {
  signIn: operation({
    input: z.strictObject({ email: emailField, password: givenPassword }),
    output: session,
    errors: [usersErrors.invalidCredentials, usersErrors.emailNotVerified, usersErrors.accountBanned, usersErrors.tooManyAttempts, usersErrors.busy],
  }),
  signOut: operation({ input: nothing, output: nothing }),
  stepUp: operation({
    input: z.strictObject({ password: givenPassword }),
    output: session,
    errors: [usersErrors.invalidCredentials, usersErrors.tooManyAttempts, usersErrors.busy],
  }),
  revokeSession: operation({ input: z.strictObject({ sessionId: idSchema('sess') }), output: nothing, errors: [usersErrors.sessionNotFound] }),
  revokeOtherSessions: operation({ input: nothing, output: endedSessions }),
  revokeSessions: operation({ input: nothing, output: nothing }),
};

export const sessionSelectors = {
  authenticate: operation({ input: z.strictObject({ token: z.string().max(4096) }), output: z.union([userActor, keyActor]) }),
  listSessions: operation({ input: z.strictObject(pageInput), output: activeSessionPage }),
};

export type Session = z.output<typeof session>;
export type AuthenticatedUser = z.output<typeof userActor>;
export type AuthenticatedKey = z.output<typeof keyActor>;
export type Authenticated = AuthenticatedUser | AuthenticatedKey;
export type ActiveSessionPage = z.output<typeof activeSessionPage>;
export type EndedSessions = z.output<typeof endedSessions>;
export type SignIn = InputOf<typeof sessionServices.signIn>;
export type StepUp = InputOf<typeof sessionServices.stepUp>;
export type RevokeSession = InputOf<typeof sessionServices.revokeSession>;
export type ListSessions = InputOf<typeof sessionSelectors.listSessions>;
export type Authenticate = InputOf<typeof sessionSelectors.authenticate>;

export interface SessionServices {
  /**
   * `users.invalid_credentials` whatever is wrong; `users.email_not_verified` and `users.account_banned` after the right password alone;
   * `users.too_many_attempts` for known and unknown addresses alike.
   */
  signIn(input: SignIn, call: Call): Promise<Session>;
  /** Ends the session of the call; the next request with its token is refused. */
  signOut(input: Nothing, call: Call): Promise<Nothing>;
  /** The caller's password once more: the session goes on under a new token, freshly authenticated; the old token is dead. */
  stepUp(input: StepUp, call: Call): Promise<Session>;
  /** Ends one of the caller's sessions; `users.session_not_found` for anyone else's. */
  revokeSession(input: RevokeSession, call: Call): Promise<Nothing>;
  revokeOtherSessions(input: Nothing, call: Call): Promise<EndedSessions>;
  /** The caller's own session among them. */
  revokeSessions(input: Nothing, call: Call): Promise<Nothing>;
}

export interface SessionSelectors {
  /**
   * Who presents a session token, an access token or an API key, with all rights of this moment; `access.unauthenticated` for any
   * other text. The call's client is held against the addresses that a key is for.
   */
  authenticate(input: Authenticate, call: Call): Promise<UserActor | KeyActor>;
  /** The caller's live sessions, newest first. */
  listSessions(input: ListSessions, call: Call): Promise<ActiveSessionPage>;
}
