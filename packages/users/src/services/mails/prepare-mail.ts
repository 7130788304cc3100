import { compile, instant } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import type { PayloadOf } from '@plinth/module';
import { and, eq, gt } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import type { Mail, TokenPurpose } from '../../contract/mail.ts';
import { emailAddresses, emailChanges, signUps } from '../../db/schema.ts';
import type { MailPurpose, usersEvents } from '../../events.ts';
import { addressChangedMail } from '../../mails/address-changed.ts';
import { addressInUseMail } from '../../mails/address-in-use.ts';
import { alreadyRegisteredMail } from '../../mails/already-registered.ts';
import { confirmNewAddressMail } from '../../mails/confirm-new-address.ts';
import type { MailText } from '../../mails/mail-text.ts';
import { passwordChangedMail } from '../../mails/password-changed.ts';
import { resetPasswordMail } from '../../mails/reset-password.ts';
import { signInLinkMail } from '../../mails/sign-in-link.ts';
import { verifyEmailMail } from '../../mails/verify-email.ts';
import { mailedLink } from '../../rules/mailed-link.ts';
import { mintToken, type TokenSubject } from '../one-time-tokens.ts';

type MailRequested = PayloadOf<typeof usersEvents.mailRequested>;
/** The mail that is due now, its token minted; null where nobody is to be mailed. */
type MailWriter = (context: UsersContext, request: MailRequested) => Promise<Mail | null>;

const pendingSignUp = compile({ id: signUps.id, now: instant }, (q, { id, now }) =>
  q
    .select({ canonical: signUps.canonical, asTyped: signUps.asTyped, ownedAs: emailAddresses.asTyped })
    .from(signUps)
    .leftJoin(emailAddresses, eq(emailAddresses.canonical, signUps.canonical))
    .where(and(eq(signUps.id, id), gt(signUps.expiresAt, now))),
);

const addressOfUser = compile({ userId: emailAddresses.userId }, (q, { userId }) =>
  q.select({ asTyped: emailAddresses.asTyped, canonical: emailAddresses.canonical }).from(emailAddresses).where(eq(emailAddresses.userId, userId)),
);

const changeOfUser = compile({ userId: emailChanges.userId }, (q, { userId }) =>
  q
    .select({ canonical: emailChanges.canonical, asTyped: emailChanges.asTyped, previous: emailChanges.previous, ownedAs: emailAddresses.asTyped })
    .from(emailChanges)
    .leftJoin(emailAddresses, eq(emailAddresses.canonical, emailChanges.canonical))
    .where(eq(emailChanges.userId, userId)),
);

const linkTo = ({ config }: UsersContext, action: string, facts?: Readonly<Record<string, string>>): string =>
  mailedLink(config.linkBaseUrl, action, facts);

interface TokenMail {
  readonly purpose: TokenPurpose;
  readonly subject: TokenSubject;
  readonly to: { readonly asTyped: string; readonly canonical: string };
  readonly action: string;
  readonly write: (facts: { code: string; link: string }) => MailText;
}

async function tokenMail(context: UsersContext, { purpose, subject, to, action, write }: TokenMail): Promise<Mail> {
  const { code, token } = await mintToken(context, { ...subject, purpose, address: to.canonical });
  return { to: to.asTyped, ...write({ code, link: linkTo(context, action, { token }) }) };
}

async function verificationMail(context: UsersContext, { signUpId, userId }: MailRequested): Promise<Mail | null> {
  const notice = (to: string): Mail => ({ to, ...alreadyRegisteredMail({ link: linkTo(context, 'sign-in') }) });
  if (userId !== null) {
    const [owner] = await context.tx.run(addressOfUser, { userId });
    return owner ? notice(owner.asTyped) : null;
  }
  if (signUpId === null) return null;
  const [pending] = await context.tx.run(pendingSignUp, { id: signUpId, now: context.clock.now() });
  if (!pending) return null;
  if (pending.ownedAs !== null) return notice(pending.ownedAs);
  return tokenMail(context, { purpose: 'verify_email', subject: { signUpId }, to: pending, action: 'verify-email', write: verifyEmailMail });
}

/** To the address that the user has when the mail goes out. */
const toUser = (write: (context: UsersContext, to: TokenMail['to'], subject: { userId: NonNullable<MailRequested['userId']> }) => Promise<Mail>): MailWriter =>
  async (context, { userId }) => {
    if (userId === null) return null;
    const [to] = await context.tx.run(addressOfUser, { userId });
    return to ? write(context, to, { userId }) : null;
  };

const changeMail = (write: (context: UsersContext, change: { canonical: string; asTyped: string; previous: string | null; ownedAs: string | null }, subject: { userId: NonNullable<MailRequested['userId']> }) => Promise<Mail | null>): MailWriter =>
  async (context, { userId }) => {
    if (userId === null) return null;
    await context.tx.enter(idToUuid(userId));
    const [change] = await context.tx.run(changeOfUser, { userId });
    return change ? write(context, change, { userId }) : null;
  };

const writers: Readonly<Record<MailPurpose, MailWriter>> = {
  verify_email: verificationMail,
  reset_password: toUser((context, to, subject) => tokenMail(context, { purpose: 'reset_password', subject, to, action: 'reset-password', write: resetPasswordMail })),
  sign_in: toUser((context, to, subject) => tokenMail(context, { purpose: 'sign_in', subject, to, action: 'sign-in', write: signInLinkMail })),
  password_changed: toUser(async (context, to) => ({ to: to.asTyped, ...passwordChangedMail({ link: linkTo(context, 'forgot-password') }) })),
  change_email: changeMail(async (context, change, subject) => {
    if (change.ownedAs !== null) return { to: change.ownedAs, ...addressInUseMail() };
    return tokenMail(context, { purpose: 'change_email', subject, to: change, action: 'confirm-address', write: confirmNewAddressMail });
  }),
  email_changed: changeMail(async (_context, { previous }) => (previous === null ? null : { to: previous, ...addressChangedMail() })),
};

/** Writes the mail of a request. A token is minted here, when the mail goes out; whoever sends again voids the one before. */
export const prepareMail: MailWriter = (context, request) => writers[request.purpose ?? 'verify_email'](context, request);
