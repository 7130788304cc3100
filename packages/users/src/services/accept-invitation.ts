import { compile, compileWrite } from '@plinth/db';
import { type Id, idSchema, idToUuid, requireUser } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { AcceptInvitation, JoinedOrganization } from '../contract/invitations.ts';
import { emailAddresses, invitations, memberships } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { parseInvitationToken } from '../rules/invitation-token.ts';
import { equalHashes } from '../rules/session-token.ts';
import { type HeldInvitation, holdInvitation } from './hold-invitation.ts';
import { lockOrganization } from './lock-organization.ts';

const { canonical, userId, verifiedAt } = emailAddresses;

const provedAddress = compile({ canonical, userId }, (q, p) =>
  q.select({ userId }).from(emailAddresses).where(and(eq(canonical, p.canonical), eq(userId, p.userId), isNotNull(verifiedAt))),
);

const spendInvitation = compileWrite({ id: invitations.id }, (q, { id }) => q.delete(invitations).where(eq(invitations.id, id)));

const insertMembership = compileWrite(
  { organizationId: memberships.organizationId, userId: memberships.userId, role: memberships.role, createdAt: memberships.createdAt },
  (q, membership) => q.insert(memberships).values(membership).onConflictDoNothing().returning({ role: memberships.role }),
);

const userIdSchema = idSchema('user');

async function held({ tx, clock }: UsersContext, token: string): Promise<(HeldInvitation & { id: Id<'invite'> }) | undefined> {
  const presented = parseInvitationToken(token);
  if (!presented) return undefined;
  const found = await holdInvitation(tx, presented.invitationId, clock.now());
  if (!found?.tokenHash || !equalHashes(found.tokenHash, presented.tokenHash)) return undefined;
  return { ...found, id: presented.invitationId };
}

/** Makes the caller a member, who must have proved the address that was invited. The row is held, so of uses that race one wins. */
export async function acceptInvitation(context: UsersContext, { token }: AcceptInvitation): Promise<JoinedOrganization | Refusal> {
  const { tx, actor, clock } = context;
  const user = userIdSchema.parse(requireUser(actor).userId);
  const invitation = await held(context, token);
  if (!invitation) return refuse(usersErrors.invalidInvitation());
  const { organizationId, role } = invitation;
  const [proved] = await tx.run(provedAddress, { canonical: invitation.canonical, userId: user });
  if (!proved) return refuse(usersErrors.invitedAnother());

  await tx.enter(idToUuid(organizationId));
  await lockOrganization(tx, organizationId);
  await tx.run(spendInvitation, { id: invitation.id });
  const [made] = await tx.run(insertMembership, { organizationId, userId: user, role, createdAt: clock.now() });
  if (!made) throw usersErrors.alreadyMember();
  return { organizationId, role };
}
