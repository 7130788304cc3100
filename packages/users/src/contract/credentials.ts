import { idSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { codeField, emailField, givenPassword, linkTokenField, nameField, type Nothing, nothing, replacementPassword, withMailedProof } from './fields.ts';
import { type Me, me, type Person, person } from './people.ts';
import { type Session, session } from './sessions.ts';
import { type Accepted, accepted } from './sign-up.ts';

const { invalidCredentials, invalidCode, accountBanned, tooManyAttempts, busy, stepUpRequired, emailTaken, userNotFound } = usersErrors;

/** The code or the link's token that proves one's own new address. */
const ownProof = z
  .strictObject({ token: linkTokenField.exactOptional(), code: codeField.exactOptional() })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), { path: ['token'], message: 'Either token or code.' });

export const credentialServices = {
  changePassword: operation({
    input: z.strictObject({ currentPassword: givenPassword, password: replacementPassword }),
    output: nothing,
    errors: [invalidCredentials, tooManyAttempts, stepUpRequired, busy],
  }),
  forgotPassword: operation({ input: z.strictObject({ email: emailField }), output: accepted }),
  resetPassword: operation({
    input: withMailedProof({ password: replacementPassword }),
    output: nothing,
    errors: [invalidCode, tooManyAttempts, busy],
  }),
  requestMagicLink: operation({ input: z.strictObject({ email: emailField }), output: accepted }),
  signInByMagicLink: operation({ input: withMailedProof({}), output: session, errors: [invalidCode, accountBanned, tooManyAttempts] }),
  changeEmail: operation({ input: z.strictObject({ email: emailField }), output: accepted, errors: [stepUpRequired] }),
  verifyEmailChange: operation({ input: ownProof, output: me, errors: [invalidCode] }),
  startPasswordReset: operation({ input: z.strictObject({ userId: idSchema('user') }), output: accepted, errors: [userNotFound] }),
  importUser: operation({
    input: z.strictObject({
      email: emailField,
      name: nameField,
      passwordHash: z
        .string()
        .max(1000)
        .meta({ description: 'Argon2, bcrypt, scrypt or PBKDF2, as PHC strings or as Django writes them; replaced when the user signs in.' }),
    }),
    output: person,
    errors: [emailTaken],
  }),
};

export type ChangePassword = InputOf<typeof credentialServices.changePassword>;
export type ForgotPassword = InputOf<typeof credentialServices.forgotPassword>;
export type ResetPassword = InputOf<typeof credentialServices.resetPassword>;
export type RequestMagicLink = InputOf<typeof credentialServices.requestMagicLink>;
export type SignInByMagicLink = InputOf<typeof credentialServices.signInByMagicLink>;
export type ChangeEmail = InputOf<typeof credentialServices.changeEmail>;
export type VerifyEmailChange = InputOf<typeof credentialServices.verifyEmailChange>;
export type StartPasswordReset = InputOf<typeof credentialServices.startPasswordReset>;
export type ImportUser = InputOf<typeof credentialServices.importUser>;

export interface CredentialServices {
  /** Wants the current one and a session authenticated within 10 minutes. Ends all other sessions, and tells the owner by mail. */
  changePassword(input: ChangePassword, call: Call): Promise<Nothing>;
  /** Anyone; the same answer, time and rows for a known and an unknown address. */
  forgotPassword(input: ForgotPassword, call: Call): Promise<Accepted>;
  /** Spends a mailed code or link. Ends every session. `request.invalid` for a password that the policy refuses spends nothing. */
  resetPassword(input: ResetPassword, call: Call): Promise<Nothing>;
  /** Anyone; the same answer, time and rows for a known and an unknown address. */
  requestMagicLink(input: RequestMagicLink, call: Call): Promise<Accepted>;
  /** Spends a mailed code or link; opens an account that failed sign-ins have locked, too. */
  signInByMagicLink(input: SignInByMagicLink, call: Call): Promise<Session>;
  /** Mails a proof to the new address; the same answer where it is somebody's, whom the mail then tells. */
  changeEmail(input: ChangeEmail, call: Call): Promise<Accepted>;
  /** Spends the proof: from now on the new address is the caller's, and the old one has been told. */
  verifyEmailChange(input: VerifyEmailChange, call: Call): Promise<Me>;
  /** Operators: mails the user a reset, and lets nobody but the user choose the password. */
  startPasswordReset(input: StartPasswordReset, call: Call): Promise<Accepted>;
  /** Operators and the system: a verified user with the hash of an earlier system; `request.invalid` for one that is none. */
  importUser(input: ImportUser, call: Call): Promise<Person>;
}
