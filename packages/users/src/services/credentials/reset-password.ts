import { compile, compileWrite } from '@plinth/db';
import type { Refusal } from '@plinth/module';
import { eq, sql } from 'drizzle-orm';
import type { UsersContext, UsersReadContext } from '../../context.ts';
import type { ResetPassword } from '../../contract/credentials.ts';
import type { Nothing } from '../../contract/fields.ts';
import { credentials, oneTimeTokens } from '../../db/schema.ts';
import { parseLinkToken } from '../../rules/one-time-token.ts';
import { endSessionsOf } from '../end-sessions.ts';
import { resetGuard } from '../guards.ts';
import { requestMail } from '../mails/request-mail.ts';
import { spendToken, voidTokens } from '../one-time-tokens.ts';
import { guardsOfSignIn, refusalOfClient, refuseCode } from './guarded-password.ts';
import { hashChosenPassword } from './new-password.ts';

const addressOfToken = compile({ id: oneTimeTokens.id }, (q, { id }) =>
  q.select({ canonical: oneTimeTokens.canonical }).from(oneTimeTokens).where(eq(oneTimeTokens.id, id)),
);

const replacePassword = compileWrite(
  { userId: credentials.userId, hash: credentials.hash, now: credentials.createdAt },
  (_q, p) => sql`
    insert into ${credentials} (user_id, kind, hash, created_at) values (${p.userId}, 'password', ${p.hash}, ${p.now})
    on conflict (user_id, kind) do update set hash = excluded.hash, created_at = excluded.created_at`,
);

/** The slow half, the same for a right and a wrong code. A link names its address only to the database. */
export async function hashResetPassword(context: UsersReadContext, { email, token, password }: ResetPassword): Promise<string> {
  const presented = token === undefined ? undefined : parseLinkToken(token);
  const [mailed] = presented ? await context.db.run(addressOfToken, { id: presented.id }) : [];
  return hashChosenPassword(context, { password, address: email ?? mailed?.canonical });
}

/** Spends a mailed code or link for a new password: every session is over, and so is all else that was mailed to the user. */
export async function resetPassword(context: UsersContext, input: ResetPassword, hash: string): Promise<Nothing | Refusal> {
  const { tx, clock } = context;
  const held = await refusalOfClient(context);
  if (held) return held;
  const spent = await spendToken(context, 'reset_password', input);
  if (!spent?.userId) return refuseCode(context);
  const { userId, canonical } = spent;
  await tx.run(replacePassword, { userId, hash, now: clock.now() });
  await endSessionsOf(context, userId);
  await voidTokens(context, userId);
  await resetGuard(tx, guardsOfSignIn(context, canonical)[0]);
  await requestMail(context, { purpose: 'password_changed', canonical, userId });
  return {};
}
