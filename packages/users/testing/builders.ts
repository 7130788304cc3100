import type { UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { Mailbox } from '@plinth/testing';
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

/** An address that no other test has. */
export const anAddress = (): string => `person-${process.pid}-${(count += 1)}@example.com`;

/** The digits in the newest mail to `email`. */
export async function mailedCode(mailbox: Pick<Mailbox, 'waitFor' | 'messages'>, email: string): Promise<string> {
  await mailbox.waitFor(email);
  const newest = mailbox.messages().filter(({ to }) => to.includes(email)).at(-1);
  const code = /^\d{6,}$/m.exec(newest?.text ?? '')?.[0];
  if (code === undefined) throw new Error(`No code in the mail to ${email}: ${newest?.subject ?? ''}`);
  return code;
}

/** Who calls with `token`, asked anew: after it has joined an organization, for one. */
export const callBy = async ({ selectors }: Service, token: string): Promise<Call & { actor: UserActor }> => ({
  actor: await selectors.authenticate({ token }, anonymousCall),
});

/** A user who has signed up, confirmed the address and signed in. */
export async function aUser(users: Service, mailbox: Mailbox, email: string = anAddress()): Promise<TestUser> {
  const password = 'correct horse battery staple';
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
