import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { emailField, nameField, newPassword, withMailedProof } from './fields.ts';
import { type Session, session } from './sessions.ts';

export const accepted = z
  .strictObject({ status: z.literal('accepted') })
  .meta({ id: 'Accepted', description: 'The same answer for a known and for an unknown address; what follows comes by mail.' });

export const signUpServices = {
  signUp: operation({
    input: z.strictObject({ email: emailField, password: newPassword, name: nameField }),
    output: accepted,
    errors: [usersErrors.busy],
  }),
  resendVerification: operation({ input: z.strictObject({ email: emailField }), output: accepted }),
  verifyEmail: operation({
    input: withMailedProof({}),
    output: session,
    errors: [usersErrors.invalidCode],
  }),
};

export type Accepted = z.output<typeof accepted>;
export type SignUp = InputOf<typeof signUpServices.signUp>;
export type ResendVerification = InputOf<typeof signUpServices.resendVerification>;
export type VerifyEmail = InputOf<typeof signUpServices.verifyEmail>;

export interface SignUpServices {
  /** Anyone; the same answer, time and rows for a known and an unknown address. What follows comes by mail. */
  signUp(input: SignUp, call: Call): Promise<Accepted>;
  /** Anyone; mails a new code for the newest sign-up of the address, and kills the one before. */
  resendVerification(input: ResendVerification, call: Call): Promise<Accepted>;
  /** Spends a mailed code or link: makes the user of the sign-up that it was mailed for, and a session. */
  verifyEmail(input: VerifyEmail, call: Call): Promise<Session>;
}
