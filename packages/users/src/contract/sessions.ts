import { idSchema, type UserActor } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { emailField, givenPassword, type Nothing, nothing } from './fields.ts';
import { person } from './people.ts';

export const session = z
  .strictObject({
    token: z.string().meta({ description: 'Shown once; the bearer of it is the user.' }),
    expiresAt: z.iso.datetime(),
    user: person,
  })
  .meta({ id: 'Session', description: 'A session that has just begun.' });

/** The kernel's `UserActor`, as JSON. */
const userActor = z.strictObject({
  type: z.literal('user'),
  userId: idSchema('user'),
  sessionId: idSchema('sess'),
  authenticatedAt: z.iso.datetime(),
  factors: z.array(z.string()),
  operator: z.boolean(),
  grants: z.array(z.strictObject({ ownerId: z.string(), permissions: z.array(z.string()) })),
});

export const sessionServices = {
  signIn: operation({
    input: z.strictObject({ email: emailField, password: givenPassword }),
    output: session,
    errors: [usersErrors.invalidCredentials, usersErrors.emailNotVerified, usersErrors.tooManyAttempts, usersErrors.busy],
  }),
  signOut: operation({ input: nothing, output: nothing }),
};

export const sessionSelectors = {
  authenticate: operation({ input: z.strictObject({ token: z.string().max(4096) }), output: userActor }),
};

export type Session = z.output<typeof session>;
export type AuthenticatedUser = z.output<typeof userActor>;
export type SignIn = InputOf<typeof sessionServices.signIn>;
export type Authenticate = InputOf<typeof sessionSelectors.authenticate>;

export interface SessionServices {
  /**
   * `users.invalid_credentials` whatever is wrong; `users.email_not_verified` after the right password alone;
   * `users.too_many_attempts` for known and unknown addresses alike.
   */
  signIn(input: SignIn, call: Call): Promise<Session>;
  /** Ends the session of the call; the next request with its token is refused. */
  signOut(input: Nothing, call: Call): Promise<Nothing>;
}

export interface SessionSelectors {
  /** The user behind a session token with all rights of this moment; `access.unauthenticated` for any other text. */
  authenticate(input: Authenticate, call: Call): Promise<UserActor>;
}
