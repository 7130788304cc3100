import { arrayOf, compile, compileWrite, instant } from '@plinth/db';
import { refuse, type Refusal } from '@plinth/module';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Session } from '../contract/sessions.ts';
import type { VerifyEmail } from '../contract/sign-up.ts';
import { oneTimeTokens, signUps } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { codeTries, hashCode } from '../rules/code.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { equalHashes } from '../rules/session-token.ts';
import { makeUser } from './make-user.ts';
import { startSession } from './start-session.ts';

const isLive = (now: typeof oneTimeTokens.expiresAt | ReturnType<typeof sql>) =>
  and(gt(oneTimeTokens.expiresAt, now), lt(oneTimeTokens.tries, codeTries));

const liveTokens = compile({ canonical: oneTimeTokens.canonical, now: instant }, (q, { canonical, now }) =>
  q
    .select({ id: oneTimeTokens.id, signUpId: oneTimeTokens.signUpId, hash: oneTimeTokens.hash })
    .from(oneTimeTokens)
    .where(and(eq(oneTimeTokens.canonical, canonical), eq(oneTimeTokens.purpose, 'verify_email'), isLive(now))),
);

const countTry = compileWrite({ ids: arrayOf(oneTimeTokens.id) }, (q, { ids }) =>
  q.update(oneTimeTokens).set({ tries: sql`${oneTimeTokens.tries} + 1` }).where(sql`${oneTimeTokens.id} = any(${ids})`),
);

const spendToken = compileWrite({ id: oneTimeTokens.id, now: instant }, (q, { id, now }) =>
  q.delete(oneTimeTokens).where(and(eq(oneTimeTokens.id, id), isLive(now))).returning({ signUpId: oneTimeTokens.signUpId }),
);

/** With one of them proved, all sign-ups of the address are over, and their codes with them. */
const endSignUps = compileWrite({ canonical: signUps.canonical }, (q, { canonical }) =>
  q.delete(signUps).where(eq(signUps.canonical, canonical)).returning({
    id: signUps.id, canonical: signUps.canonical, asTyped: signUps.asTyped, name: signUps.name, passwordHash: signUps.passwordHash,
  }),
);

/**
 * Spends a code and makes the user of the sign-up that it was mailed for, with that sign-up's password: another password that
 * somebody typed for the same address is forgotten. Of uses that race, one wins.
 */
export async function verifyEmail(context: UsersContext, { email, code }: VerifyEmail): Promise<Session | Refusal> {
  const { tx, clock, config } = context;
  const now = clock.now();
  const canonical = canonicalAddress(email);
  const key = config.codeKey.reveal();

  const live = await tx.run(liveTokens, { canonical, now });
  const match = live.find(({ signUpId, hash }) =>
    equalHashes(hash, hashCode(key, { purpose: 'verify_email', subjectId: signUpId, address: canonical }, code)),
  );
  if (!match) {
    await tx.run(countTry, { ids: live.map(({ id }) => id) });
    return refuse(usersErrors.invalidCode());
  }

  const [spent] = await tx.run(spendToken, { id: match.id, now });
  if (!spent) return refuse(usersErrors.invalidCode());
  const ended = await tx.run(endSignUps, { canonical });
  const proved = ended.find(({ id }) => id === spent.signUpId);
  const user = proved && (await makeUser(context, { ...proved, operator: false }));
  return user ? startSession(context, user, false) : refuse(usersErrors.invalidCode());
}
