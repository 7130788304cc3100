import { requirePermission } from '@plinth/kernel';
import type { UsersReadContext } from '../context.ts';
import type { GetMember, Member } from '../contract/members.ts';
import { usersErrors } from '../errors.ts';
import { findMember, toMember } from './member.ts';

export async function getMember({ db, actor }: UsersReadContext, { organizationId, userId }: GetMember): Promise<Member> {
  requirePermission(actor, 'users:members:read', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  const found = await findMember(db, organizationId, userId);
  if (!found) throw usersErrors.memberNotFound({ userId });
  return toMember(found);
}
