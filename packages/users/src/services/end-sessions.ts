import { compileWrite } from '@plinth/db';
import { type Id, idSchema, idToUuid, requireSession } from '@plinth/kernel';
import { and, eq, ne } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import type { EndedSessions, RevokeSession } from '../contract/sessions.ts';
import { sessions } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';

const sessionIdSchema = idSchema('sess');
const userIdSchema = idSchema('user');

const { id, userId } = sessions;

const endOne = compileWrite({ id, userId }, (q, p) => q.delete(sessions).where(and(eq(id, p.id), eq(userId, p.userId))).returning({ id }));
const endAll = compileWrite({ userId }, (q, p) => q.delete(sessions).where(eq(userId, p.userId)).returning({ id }));
const endOthers = compileWrite({ id, userId }, (q, p) => q.delete(sessions).where(and(eq(userId, p.userId), ne(id, p.id))).returning({ id }));

/**
 * Ends every session of a user, for services after which no older credential may live on: a reset password, a ban, the loss
 * of the last membership. The next request in any of them is refused, on every instance.
 */
export async function endSessionsOf({ tx }: Pick<UsersContext, 'tx'>, user: Id<'user'>): Promise<number> {
  await tx.enter(idToUuid(user));
  return (await tx.run(endAll, { userId: user })).length;
}

/** Ends one of the caller's sessions, be it the caller's own. */
export async function revokeSession({ tx, actor }: UsersContext, { sessionId }: RevokeSession): Promise<Nothing> {
  const owner = userIdSchema.parse(requireSession(actor).userId);
  const ended = await tx.run(endOne, { id: sessionId, userId: owner });
  if (ended.length === 0) throw usersErrors.sessionNotFound({ sessionId });
  return {};
}

/** Ends all sessions of the caller but the caller's own. */
export async function revokeOtherSessions({ tx, actor }: UsersContext): Promise<EndedSessions> {
  const session = requireSession(actor);
  const ended = await tx.run(endOthers, { id: sessionIdSchema.parse(session.sessionId), userId: userIdSchema.parse(session.userId) });
  return { ended: ended.length };
}

/** Ends all sessions of the caller. */
export async function revokeSessions(context: UsersContext): Promise<Nothing> {
  await endSessionsOf(context, userIdSchema.parse(requireSession(context.actor).userId));
  return {};
}
