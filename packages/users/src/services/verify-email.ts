import { compileWrite } from '@plinth/db';
import { refuse, type Refusal } from '@plinth/module';
import { eq } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Session } from '../contract/sessions.ts';
import type { VerifyEmail } from '../contract/sign-up.ts';
import { signUps } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { makeUser } from './make-user.ts';
import { spendToken } from './one-time-tokens.ts';
import { startSession } from './start-session.ts';

/** With one of them proved, all sign-ups of the address are over, and their tokens with them. */
const endSignUps = compileWrite({ canonical: signUps.canonical }, (q, { canonical }) =>
  q.delete(signUps).where(eq(signUps.canonical, canonical)).returning({
    id: signUps.id, canonical: signUps.canonical, asTyped: signUps.asTyped, name: signUps.name, passwordHash: signUps.passwordHash,
  }),
);

/**
 * Spends a code or a link and makes the user of the sign-up that it was mailed for, with that sign-up's password: another
 * password that somebody typed for the same address is forgotten. Of uses that race, one wins.
 */
export async function verifyEmail(context: UsersContext, proof: VerifyEmail): Promise<Session | Refusal> {
  const spent = await spendToken(context, 'verify_email', proof);
  if (!spent) return refuse(usersErrors.invalidCode());
  const ended = await context.tx.run(endSignUps, { canonical: spent.canonical });
  const proved = ended.find(({ id }) => id === spent.signUpId);
  const user = proved && (await makeUser(context, { ...proved, operator: false }));
  return user ? startSession(context, user, false) : refuse(usersErrors.invalidCode());
}
