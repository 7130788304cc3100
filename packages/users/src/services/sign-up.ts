import { compileWrite } from '@plinth/db';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { Accepted, SignUp } from '../contract/sign-up.ts';
import { signUps } from '../db/schema.ts';
import { verificationEnd } from '../rules/code.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { requestMail } from './request-mail.ts';

const { id, canonical, asTyped, name, passwordHash, createdAt, expiresAt } = signUps;

const insertSignUp = compileWrite({ id, canonical, asTyped, name, passwordHash, createdAt, expiresAt }, (q, signUp) =>
  q.insert(signUps).values(signUp),
);

/** The slow half, the same for everyone: nobody has looked yet whether the address is known. */
export const hashNewPassword = ({ hasher }: UsersReadContext, { password }: SignUp): Promise<string> => hasher.hash(password);

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
    id: signUpId, canonical: address, asTyped: email, name: called, passwordHash: hash, createdAt: now, expiresAt: verificationEnd(now),
  });
  await requestMail(context, { canonical: address, signUpId, userId: null });
  return { status: 'accepted' };
}
