import { compile, compileWrite, instant } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import type { PayloadOf } from '@plinth/module';
import { and, eq, gt } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Mail } from '../contract/mail.ts';
import { emailAddresses, oneTimeTokens, signUps } from '../db/schema.ts';
import type { usersEvents } from '../events.ts';
import { alreadyRegisteredMail } from '../mails/already-registered.ts';
import { verifyEmailMail } from '../mails/verify-email.ts';
import { codeDigits, hashCode } from '../rules/code.ts';
import { mailedLink } from '../rules/mailed-link.ts';

const pendingSignUp = compile({ id: signUps.id, now: instant }, (q, { id, now }) =>
  q
    .select({ canonical: signUps.canonical, asTyped: signUps.asTyped, expiresAt: signUps.expiresAt, ownedAs: emailAddresses.asTyped })
    .from(signUps)
    .leftJoin(emailAddresses, eq(emailAddresses.canonical, signUps.canonical))
    .where(and(eq(signUps.id, id), gt(signUps.expiresAt, now))),
);

const addressOfUser = compile({ userId: emailAddresses.userId }, (q, { userId }) =>
  q.select({ ownedAs: emailAddresses.asTyped }).from(emailAddresses).where(eq(emailAddresses.userId, userId)),
);

const dropTokens = compileWrite({ signUpId: oneTimeTokens.signUpId }, (q, { signUpId }) =>
  q.delete(oneTimeTokens).where(eq(oneTimeTokens.signUpId, signUpId)),
);

const { id, purpose, signUpId, canonical, hash, createdAt, expiresAt } = oneTimeTokens;

const insertToken = compileWrite({ id, purpose, signUpId, canonical, hash, createdAt, expiresAt }, (q, token) =>
  q.insert(oneTimeTokens).values(token),
);

const noticeTo = ({ config }: UsersContext, to: string): Mail => ({
  to,
  ...alreadyRegisteredMail({ link: mailedLink(config.linkBaseUrl, 'sign-in') }),
});

/** A new code of the sign-up; the one before is dead. Sign-ups of one address have a code each, which opens only its own. */
async function mintCode({ tx, clock, ids, secrets, config }: UsersContext, subject: Id<'signup'>, address: string, ends: Date): Promise<string> {
  const code = secrets.digits(codeDigits);
  await tx.run(dropTokens, { signUpId: subject });
  await tx.run(insertToken, {
    id: ids('token'),
    purpose: 'verify_email',
    signUpId: subject,
    canonical: address,
    hash: hashCode(config.codeKey.reveal(), { purpose: 'verify_email', subjectId: subject, address }, code),
    createdAt: clock.now(),
    expiresAt: ends,
  });
  return code;
}

/** The mail that is due now, its code minted; null where nobody is to be mailed. */
export async function prepareMail(context: UsersContext, request: PayloadOf<typeof usersEvents.mailRequested>): Promise<Mail | null> {
  const { tx, clock, config } = context;
  if (request.userId !== null) {
    const [owner] = await tx.run(addressOfUser, { userId: request.userId });
    return owner ? noticeTo(context, owner.ownedAs) : null;
  }
  if (request.signUpId === null) return null;
  const [pending] = await tx.run(pendingSignUp, { id: request.signUpId, now: clock.now() });
  if (!pending) return null;
  if (pending.ownedAs !== null) return noticeTo(context, pending.ownedAs);
  const code = await mintCode(context, request.signUpId, pending.canonical, pending.expiresAt);
  const link = mailedLink(config.linkBaseUrl, 'verify-email', { email: pending.asTyped, code });
  return { to: pending.asTyped, ...verifyEmailMail({ code, link }) };
}
