import { compile, compileWrite } from '@plinth/db';
import { accessErrors, idSchema } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { and, eq } from 'drizzle-orm';
import type { UsersContext, UsersReadContext } from '../../context.ts';
import type { ChangePassword } from '../../contract/credentials.ts';
import type { Nothing } from '../../contract/fields.ts';
import { credentials, emailAddresses } from '../../db/schema.ts';
import { usersErrors } from '../../errors.ts';
import { heldFor } from '../../rules/guard.ts';
import { revokeOtherSessions } from '../end-sessions.ts';
import { countOne, countsOf, lockedCountsOf, resetGuard } from '../guards.ts';
import { requestMail } from '../mails/request-mail.ts';
import { voidTokens } from '../one-time-tokens.ts';
import { requireRecentProof } from '../recent-proof.ts';
import { guardsOfSignIn } from './guarded-password.ts';
import { hashChosenPassword } from './new-password.ts';

const userIdSchema = idSchema('user');

const ownPassword = compile({ userId: emailAddresses.userId }, (q, { userId }) =>
  q
    .select({ canonical: emailAddresses.canonical, hash: credentials.hash })
    .from(emailAddresses)
    .leftJoin(credentials, and(eq(credentials.userId, emailAddresses.userId), eq(credentials.kind, 'password')))
    .where(eq(emailAddresses.userId, userId)),
);

/** Only in place of the one that was compared: of two changes at once the second has the wrong current password. */
const exchangePassword = compileWrite(
  { userId: credentials.userId, hash: credentials.hash, compared: credentials.hash, now: credentials.createdAt },
  (q, p) =>
    q
      .update(credentials)
      .set({ hash: p.hash, createdAt: p.now })
      .where(and(eq(credentials.userId, p.userId), eq(credentials.kind, 'password'), eq(credentials.hash, p.compared)))
      .returning({ userId: credentials.userId }),
);

type Checked =
  | { readonly verdict: 'held'; readonly retryAfter: number }
  | { readonly verdict: 'wrong'; readonly canonical: string }
  | { readonly verdict: 'right'; readonly canonical: string; readonly compared: string; readonly hash: string };

/** The slow half: the current password first, under the guards of signing in; then the new one. */
export async function checkCurrentPassword(context: UsersReadContext, { currentPassword, password }: ChangePassword): Promise<Checked> {
  const { db, actor, clock, hasher } = context;
  const userId = userIdSchema.parse(requireRecentProof(actor, clock).userId);
  const [own] = await db.run(ownPassword, { userId });
  if (!own) throw accessErrors.unauthenticated();
  const { canonical, hash: compared } = own;
  const guards = guardsOfSignIn(context, canonical);
  const retryAfter = heldFor(guards, await countsOf(db, clock, guards));
  if (retryAfter > 0) return { verdict: 'held', retryAfter };
  if (!(await hasher.verify(currentPassword, compared ?? undefined)) || compared === null) return { verdict: 'wrong', canonical };
  return { verdict: 'right', canonical, compared, hash: await hashChosenPassword(context, { password, address: canonical }) };
}

/** Changes the caller's own password; every other session of theirs is over, and all that was mailed to them is void. */
export async function changePassword(context: UsersContext, _input: ChangePassword, checked: Checked): Promise<Nothing | Refusal> {
  const { tx, actor, clock } = context;
  if (checked.verdict === 'held') return refuse(usersErrors.tooManyAttempts({ retryAfter: checked.retryAfter }));
  const { canonical } = checked;
  const guards = guardsOfSignIn(context, canonical);
  if (checked.verdict === 'wrong') {
    await countOne(tx, clock, guards);
    return refuse(usersErrors.invalidCredentials());
  }
  const retryAfter = heldFor(guards, await lockedCountsOf(tx, clock, guards));
  if (retryAfter > 0) return refuse(usersErrors.tooManyAttempts({ retryAfter }));

  const userId = userIdSchema.parse(requireRecentProof(actor, clock).userId);
  const { compared, hash } = checked;
  const [changed] = await tx.run(exchangePassword, { userId, compared, hash, now: clock.now() });
  if (!changed) return refuse(usersErrors.invalidCredentials());
  await resetGuard(tx, guards[0]);
  await revokeOtherSessions(context);
  await voidTokens(context, userId);
  await requestMail(context, { purpose: 'password_changed', canonical, userId });
  return {};
}
