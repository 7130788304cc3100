import type { Call } from '@plinth/module';
import { aMember, anAddress, anonymousCall, anOrganization, aUser, callBy, mailedCode, mailedToken, password, type TestUser, type TestUsers } from '../testing/index.ts';
import type { Users, UsersServices } from '../src/index.ts';

/** People and things that calls are about; each is used by one call, so that the order does not matter. */
export interface Stage {
  readonly users: Users;
  readonly owner: TestUser;
  /** Of `owner`, for the organization. */
  readonly call: Call;
  readonly organizationId: `org_${string}`;
  readonly members: Readonly<Record<'promoted' | 'removed' | 'heir', TestUser>>;
  readonly guest: TestUser;
  readonly token: string;
  readonly newcomer: { readonly email: string; readonly code: string };
  /** Each is about to do one thing, with the token that they were mailed for it. */
  readonly mailed: Readonly<Record<'reset' | 'link' | 'move' | 'change', TestUser & { readonly token: string }>>;
}

export async function aStage({ users, mailbox }: TestUsers): Promise<Stage> {
  const owner = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, owner);
  const join = () => aMember(users, mailbox, organization.id, call);
  const members = { promoted: await join(), removed: await join(), heir: await join() };
  const guest = await aUser(users, mailbox);
  await users.services.createInvitation({ organizationId: organization.id, email: guest.email, role: 'member' }, call);
  const token = await mailedToken(mailbox, guest.email, 2);
  const email = anAddress();
  await users.services.signUp({ email, password, name: 'Newcomer' }, anonymousCall);
  const withToken = async (ask: (user: TestUser) => Promise<string>) => {
    const user = await aUser(users, mailbox);
    return { ...user, token: await ask(user) };
  };
  const mailed = {
    reset: await withToken(async (user) => {
      await users.services.forgotPassword({ email: user.email }, anonymousCall);
      return mailedToken(mailbox, user.email, 2);
    }),
    link: await withToken(async (user) => {
      await users.services.requestMagicLink({ email: user.email }, anonymousCall);
      return mailedToken(mailbox, user.email, 2);
    }),
    change: await withToken(async () => ''),
    move: await withToken(async (user) => {
      const wanted = anAddress();
      await users.services.changeEmail({ email: wanted }, user.call);
      return mailedToken(mailbox, wanted);
    }),
  };
  return { mailed, users, owner, call, organizationId: organization.id, members, guest, token, newcomer: { email, code: await mailedCode(mailbox, email) } };
}

const idOf = ({ session }: TestUser) => session.user.id;
const another = async ({ users, owner: { email } }: Stage) => callBy(users, (await users.services.signIn({ email, password }, anonymousCall)).token);
const anInvitation = ({ users, organizationId, call }: Stage) => users.services.createInvitation({ organizationId, email: anAddress(), role: 'member' }, call);
const aRole = async ({ users, organizationId, call }: Stage, key: string) => (await users.services.createRole({ organizationId, key, name: 'Role', permissions: [] }, call)).key;

const next = 'quite another password';
const importer: Call = { actor: { type: 'system', name: 'test' } };
const wanted = { name: 'Reporter', scopes: ['users:members:read'] };
const aKey = ({ users, owner }: Stage) => users.services.createApiKey(wanted, owner.call);
const anOrganizationsKey = ({ users, organizationId, call }: Stage) => users.services.createOrganizationApiKey({ organizationId, ...wanted }, call);

type Services = UsersServices;
type Attempt = (services: Services) => Promise<unknown>;

/** For each service of the contract: arranges, and resolves to a call that succeeds. A new service gets one, too. */
export const everyService: Readonly<Record<string, (stage: Stage) => Promise<Attempt>>> = {
  signUp: async () => (services) => services.signUp({ email: anAddress(), password, name: 'Ada' }, anonymousCall),
  resendVerification: async () => (services) => services.resendVerification({ email: anAddress() }, anonymousCall),
  verifyEmail: async ({ newcomer }) => (services) => services.verifyEmail(newcomer, anonymousCall),
  signIn: async ({ owner }) => (services) => services.signIn({ email: owner.email, password }, anonymousCall),
  signOut: async (stage) => {
    const call = await another(stage);
    return (services) => services.signOut({}, call);
  },
  stepUp: async (stage) => {
    const call = await another(stage);
    return (services) => services.stepUp({ password }, call);
  },
  revokeSession: async (stage) => {
    const { actor } = await another(stage);
    return (services) => services.revokeSession({ sessionId: actor.sessionId as `sess_${string}` }, stage.owner.call);
  },
  revokeOtherSessions: async ({ guest }) => (services) => services.revokeOtherSessions({}, guest.call),
  revokeSessions: async ({ members }) => (services) => services.revokeSessions({}, members.heir.call),
  issueAccessToken: async ({ users, owner }) => {
    // The first one makes the key that signs it.
    await users.services.issueAccessToken({}, owner.call);
    return (services) => services.issueAccessToken({}, owner.call);
  },
  createOperator: async () => (services) => services.createOperator({ email: anAddress(), password }, { actor: { type: 'system', name: 'test' } }),
  changePassword: async ({ mailed }) => (services) => services.changePassword({ currentPassword: password, password: next }, mailed.change.call),
  forgotPassword: async () => (services) => services.forgotPassword({ email: anAddress() }, anonymousCall),
  resetPassword: async ({ mailed }) => (services) => services.resetPassword({ token: mailed.reset.token, password: next }, anonymousCall),
  requestMagicLink: async () => (services) => services.requestMagicLink({ email: anAddress() }, anonymousCall),
  signInByMagicLink: async ({ mailed }) => (services) => services.signInByMagicLink({ token: mailed.link.token }, anonymousCall),
  changeEmail: async ({ owner }) => (services) => services.changeEmail({ email: anAddress() }, owner.call),
  verifyEmailChange: async ({ mailed }) => (services) => services.verifyEmailChange({ token: mailed.move.token }, mailed.move.call),
  startPasswordReset: async ({ guest }) => (services) => services.startPasswordReset({ userId: idOf(guest) }, importer),
  importUser: async () => (services) => services.importUser({ email: anAddress(), name: 'Ada', passwordHash: '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i' }, importer),
  createOrganization: async ({ owner }) => (services) => services.createOrganization({ name: 'Engines' }, owner.call),
  updateOrganization: async ({ organizationId, call }) => (services) => services.updateOrganization({ organizationId, name: 'Renamed' }, call),
  deleteOrganization: async ({ users, owner }) => {
    const { organization, call } = await anOrganization(users, owner);
    return (services) => services.deleteOrganization({ organizationId: organization.id }, call);
  },
  transferOrganization: async ({ users, owner }) => {
    const { organization, call } = await anOrganization(users, owner);
    return (services) => services.transferOrganization({ organizationId: organization.id, userId: idOf(owner) }, call);
  },
  updateMember: async ({ organizationId, call, members }) => (services) => services.updateMember({ organizationId, userId: idOf(members.promoted), role: 'admin' }, call),
  removeMember: async ({ organizationId, call, members }) => (services) => services.removeMember({ organizationId, userId: idOf(members.removed) }, call),
  createRole: async ({ organizationId, call }) => (services) => services.createRole({ organizationId, key: 'made', name: 'Made', permissions: [] }, call),
  updateRole: async (stage) => {
    const role = await aRole(stage, 'changed');
    return (services) => services.updateRole({ organizationId: stage.organizationId, role, name: 'Changed' }, stage.call);
  },
  deleteRole: async (stage) => {
    const role = await aRole(stage, 'dropped');
    return (services) => services.deleteRole({ organizationId: stage.organizationId, role }, stage.call);
  },
  createInvitation: async ({ organizationId, call }) => (services) => services.createInvitation({ organizationId, email: anAddress(), role: 'member' }, call),
  resendInvitation: async (stage) => {
    const { id } = await anInvitation(stage);
    return (services) => services.resendInvitation({ organizationId: stage.organizationId, invitationId: id }, stage.call);
  },
  revokeInvitation: async (stage) => {
    const { id } = await anInvitation(stage);
    return (services) => services.revokeInvitation({ organizationId: stage.organizationId, invitationId: id }, stage.call);
  },
  acceptInvitation: async ({ guest, token }) => (services) => services.acceptInvitation({ token }, guest.call),
  createApiKey: async ({ owner }) => (services) => services.createApiKey(wanted, owner.call),
  rotateApiKey: async (stage) => {
    const { id } = await aKey(stage);
    return (services) => services.rotateApiKey({ keyId: id }, stage.owner.call);
  },
  revokeApiKey: async (stage) => {
    const { id } = await aKey(stage);
    return (services) => services.revokeApiKey({ keyId: id }, stage.owner.call);
  },
  createOrganizationApiKey: async ({ organizationId, call }) => (services) => services.createOrganizationApiKey({ organizationId, ...wanted }, call),
  rotateOrganizationApiKey: async (stage) => {
    const { id } = await anOrganizationsKey(stage);
    return (services) => services.rotateOrganizationApiKey({ organizationId: stage.organizationId, keyId: id }, stage.call);
  },
  revokeOrganizationApiKey: async (stage) => {
    const { id } = await anOrganizationsKey(stage);
    return (services) => services.revokeOrganizationApiKey({ organizationId: stage.organizationId, keyId: id }, stage.call);
  },
  reportLeakedKey: async (stage) => {
    const { key } = await aKey(stage);
    return (services) => services.reportLeakedKey({ key: key ?? '' }, anonymousCall);
  },
};
