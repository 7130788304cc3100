import { compileWrite } from '@plinth/db';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { Accepted, SignUp } from '../contract/sign-up.ts';
import { signUps } from '../db/schema.ts';
import { signUpEnd } from '../rules/one-time-token.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { hashChosenPassword } from './credentials/new-password.ts';
import { requestMail } from './mails/request-mail.ts';

const { id, canonical, asTyped, name, passwordHash, createdAt, expiresAt } = signUps;

const insertSignUp = compileWrite({ id, canonical, asTyped, name, passwordHash, createdAt, expiresAt }, (q, signUp) =>
  q.insert(signUps).values(signUp),
);

/** The slow half, the same for everyone: nobody has looked yet whether the address is known. */
export const hashNewPassword = (context: UsersReadContext, { email, password }: SignUp): Promise<string> =>
  hashChosenPassword(context, { password, address: email });

/**
 * Notes who wants to sign up. Whether the address is known is found out by the worker, when it mails; here the branch does
 * not exist, so that neither answer nor time nor rows can tell.
 */
export async function signUp(context: UsersContext, { email, name: called }: SignUp, hash: string): Promise<Accepted> {
  const { tx, clock, ids } = context;
  const now = clock.now();
  const signUpId = ids('signup');
  const address = canonicalAddress(email);
  await tx.run(insertSignUp, {
    id: signUpId, canonical: address, asTyped: email, name: called, passwordHash: hash, createdAt: now, expiresAt: signUpEnd(now),
  });
  await requestMail(context, { purpose: 'verify_email', canonical: address, signUpId });
  return { status: 'accepted' };
}
