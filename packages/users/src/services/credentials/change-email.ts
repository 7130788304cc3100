import { compile, compileWrite, text } from '@plinth/db';
import { idSchema, requireSession } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import type { ChangeEmail, VerifyEmailChange } from '../../contract/credentials.ts';
import type { Me } from '../../contract/people.ts';
import type { Accepted } from '../../contract/sign-up.ts';
import { emailAddresses, emailChanges, people } from '../../db/schema.ts';
import { usersErrors } from '../../errors.ts';
import { canonicalAddress } from '../../rules/email-address.ts';
import { signUpEnd } from '../../rules/one-time-token.ts';
import { requestMail } from '../mails/request-mail.ts';
import { spendToken, voidTokens } from '../one-time-tokens.ts';
import { requireRecentProof } from '../recent-proof.ts';

const userIdSchema = idSchema('user');

const { userId, canonical, asTyped, createdAt, expiresAt } = emailChanges;

const noteChange = compileWrite(
  { userId, canonical, asTyped, createdAt, expiresAt },
  (_q, p) => sql`
    insert into ${emailChanges} (user_id, canonical, as_typed, created_at, expires_at)
    values (${p.userId}, ${p.canonical}, ${p.asTyped}, ${p.createdAt}, ${p.expiresAt})
    on conflict (user_id) do update set canonical = excluded.canonical, as_typed = excluded.as_typed, previous = null,
      created_at = excluded.created_at, expires_at = excluded.expires_at`,
);

const changeOfUser = compile({ userId }, (q, p) =>
  q.select({ canonical, asTyped }).from(emailChanges).where(eq(userId, p.userId)),
);

/** Moves the user to the new address, unless somebody has it by now. */
const moveAddress = compileWrite(
  { userId: emailAddresses.userId, canonical: emailAddresses.canonical, asTyped: emailAddresses.asTyped, now: emailAddresses.verifiedAt },
  (_q, p) => sql<{ canonical: string; asTyped: string }>`
    with before as (select canonical, as_typed from ${emailAddresses} where user_id = ${p.userId} for update)
    update ${emailAddresses} a set canonical = ${p.canonical}, as_typed = ${p.asTyped}, verified_at = ${p.now}
    from before
    where a.user_id = ${p.userId} and not exists (select from ${emailAddresses} other where other.canonical = ${p.canonical} and other.user_id <> ${p.userId})
    returning before.canonical, before.as_typed as "asTyped"`,
);

const closeChange = compileWrite({ userId, previous: text }, (q, p) =>
  q.update(emailChanges).set({ previous: sql`${p.previous}` }).where(eq(userId, p.userId)),
);

const countChange = compileWrite({ id: people.id }, (q, p) =>
  q
    .update(people)
    .set({ version: sql`${people.version} + 1` })
    .where(eq(people.id, p.id))
    .returning({ name: people.name, version: people.version, createdAt: people.createdAt }),
);

/** Notes the address that the caller wants, and asks for the mail that proves it. Whether it is known the worker finds out. */
export async function changeEmail(context: UsersContext, { email }: ChangeEmail): Promise<Accepted> {
  const { tx, actor, clock } = context;
  const own = userIdSchema.parse(requireRecentProof(actor, clock).userId);
  const now = clock.now();
  const address = canonicalAddress(email);
  await tx.run(noteChange, { userId: own, canonical: address, asTyped: email, createdAt: now, expiresAt: signUpEnd(now) });
  await requestMail(context, { purpose: 'change_email', canonical: address, userId: own });
  return { status: 'accepted' };
}

/** Spends the proof of the new address. What was mailed to the old one is void, and it is told that it has been replaced. */
export async function verifyEmailChange(context: UsersContext, { token, code }: VerifyEmailChange): Promise<Me | Refusal> {
  const { tx, actor, clock } = context;
  const own = userIdSchema.parse(requireSession(actor).userId);
  const [change] = await tx.run(changeOfUser, { userId: own });
  const proof = token === undefined ? { email: change?.asTyped ?? '', code: code ?? '' } : { token };
  const spent = change && (await spendToken(context, 'change_email', proof));
  if (spent?.userId !== own || spent.canonical !== change?.canonical) return refuse(usersErrors.invalidCode());
  const [before] = await tx.run(moveAddress, { userId: own, canonical: change.canonical, asTyped: change.asTyped, now: clock.now() });
  if (!before) return refuse(usersErrors.invalidCode());
  await tx.run(closeChange, { userId: own, previous: before.asTyped });
  await voidTokens(context, own);
  await requestMail(context, { purpose: 'email_changed', canonical: before.canonical, userId: own });
  const [row] = await tx.run(countChange, { id: own });
  if (!row) throw new Error('A user without a row.');
  return { id: own, email: change.asTyped, name: row.name, createdAt: row.createdAt.toISOString(), version: row.version };
}
