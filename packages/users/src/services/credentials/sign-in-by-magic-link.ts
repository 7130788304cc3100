import { compile, instant } from '@plinth/db';
import { refuse, type Refusal } from '@plinth/module';
import { eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import type { SignInByMagicLink } from '../../contract/credentials.ts';
import type { Session } from '../../contract/sessions.ts';
import { emailAddresses, people } from '../../db/schema.ts';
import { usersErrors } from '../../errors.ts';
import { resetGuard } from '../guards.ts';
import { spendToken } from '../one-time-tokens.ts';
import { startSession } from '../start-session.ts';
import { guardsOfSignIn, refusalOfClient, refuseCode } from './guarded-password.ts';

const personById = compile({ id: people.id, now: instant }, (q, { id, now }) =>
  q
    .select({ id: people.id, email: emailAddresses.asTyped, name: people.name, operator: people.operator, banned: sql<boolean>`coalesce(${people.bannedUntil} > ${now}, false)` })
    .from(people)
    .innerJoin(emailAddresses, eq(emailAddresses.userId, people.id))
    .where(eq(people.id, id)),
);

/**
 * Spends a mailed code or link for a session. Failed sign-ins of the account do not count here, and are forgotten: whoever has the
 * mailbox gets in, so that nobody locks another person out by guessing.
 */
export async function signInByMagicLink(context: UsersContext, proof: SignInByMagicLink): Promise<Session | Refusal> {
  const held = await refusalOfClient(context);
  if (held) return held;
  const spent = await spendToken(context, 'sign_in', proof);
  const [found] = spent?.userId ? await context.tx.run(personById, { id: spent.userId, now: context.clock.now() }) : [];
  if (!spent || !found) return refuseCode(context);
  const { operator, banned, ...user } = found;
  if (banned) return refuse(usersErrors.accountBanned());
  await resetGuard(context.tx, guardsOfSignIn(context, spent.canonical)[0]);
  return startSession(context, user, operator);
}
