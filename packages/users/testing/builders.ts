import type { Id, UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import { eventually, type Mail, type Mailbox } from '@plinth/testing';
import type { Organization, Session, Users } from '../src/index.ts';

export const anonymousCall: Call = { actor: { type: 'anonymous' } };

export interface TestUser {
  readonly email: string;
  readonly password: string;
  readonly session: Session;
  readonly actor: UserActor;
  /** A call of this user in this session. */
  readonly call: Call;
}

type Service = Pick<Users, 'services' | 'selectors'>;

let count = 0;

export const password = 'correct horse battery staple';

/** An address that no other test has. */
export const anAddress = (): string => `person-${process.pid}-${(count += 1)}@example.com`;

/** The mails to `email`, oldest first, as soon as there are `count` of them. */
export const mailsTo = (mailbox: Pick<Mailbox, 'messages'>, email: string, count = 1): Promise<readonly Mail[]> =>
  eventually(() => {
    const mails = mailbox.messages().filter(({ to }) => to.includes(email)).toReversed();
    if (mails.length < count) throw new Error(`${mails.length} mails to ${email}, not ${count}.`);
    return mails;
  }, 10_000);

/** The code in the mail to `email` that came as number `which`. */
export async function mailedCode(mailbox: Pick<Mailbox, 'messages'>, email: string, which = 1): Promise<string> {
  const mail = (await mailsTo(mailbox, email, which))[which - 1];
  const code = /^\d{6,}$/m.exec(mail?.text ?? '')?.[0];
  if (code === undefined) throw new Error(`No code in the mail to ${email}: ${mail?.subject ?? ''}`);
  return code;
}

/** The token in the newest mail to `email`, once `count` have come. */
export async function mailedToken(mailbox: Pick<Mailbox, 'messages'>, email: string, count = 1): Promise<string> {
  const mail = (await mailsTo(mailbox, email, count)).at(-1);
  if (!mail?.token) throw new Error(`No token in the mail to ${email}: ${mail?.subject ?? ''}`);
  return mail.token;
}

/** What the mail to `email` that came as number `which` lets its reader prove. */
export async function mailedProof(mailbox: Pick<Mailbox, 'messages'>, email: string, which = 1): Promise<{ code: string; token: string }> {
  const mail = (await mailsTo(mailbox, email, which))[which - 1];
  if (typeof mail?.code !== 'string' || typeof mail.token !== 'string') throw new Error(`No code or no link in the mail to ${email}: ${mail?.subject ?? ''}`);
  return { code: mail.code, token: mail.token };
}

/** Who calls with `token`, asked anew: after it has joined an organization, for one. */
export async function callBy({ selectors }: Service, token: string): Promise<Call & { actor: UserActor }> {
  const actor = await selectors.authenticate({ token }, anonymousCall);
  if (actor.type !== 'user') throw new Error('The token is no user’s.');
  return { actor };
}

/** A user who has signed up, confirmed the address and signed in. */
export async function aUser(users: Service, mailbox: Pick<Mailbox, 'messages'>, email: string = anAddress()): Promise<TestUser> {
  await users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  const session = await users.services.verifyEmail({ email, code: await mailedCode(mailbox, email) }, anonymousCall);
  const call = await callBy(users, session.token);
  return { email, password, session, actor: call.actor, call };
}

/** An organization of `user`, and a call that may act for it. */
export async function anOrganization(users: Service, user: TestUser, name = 'Analytical Engines'): Promise<{ organization: Organization; call: Call }> {
  const organization = await users.services.createOrganization({ name }, user.call);
  return { organization, call: await callBy(users, user.session.token) };
}

/** A user who has accepted an invitation to `organizationId` from `inviter`, and whose call may act for it. */
export async function aMember(users: Service, mailbox: Pick<Mailbox, 'messages'>, organizationId: Id<'org'>, inviter: Call, role = 'member'): Promise<TestUser> {
  const person = await aUser(users, mailbox);
  await users.services.createInvitation({ organizationId, email: person.email, role }, inviter);
  await users.services.acceptInvitation({ token: await mailedToken(mailbox, person.email, 2) }, person.call);
  const call = await callBy(users, person.session.token);
  return { ...person, actor: call.actor, call };
}
