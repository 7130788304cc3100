import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, idSchema, newestBefore, pageOf, requireUser } from '@plinth/kernel';
import { and, desc, eq, gt, lt, sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { ActiveSessionPage, ListSessions } from '../contract/sessions.ts';
import { sessions } from '../db/schema.ts';
import { deviceOf } from '../rules/device.ts';
import { idleSince } from '../rules/session-lifetime.ts';

const userIdSchema = idSchema('user');

const { id, userId, createdAt, authenticatedAt, lastSeenAt, expiresAt, operator, address, userAgent } = sessions;

const liveSessions = compile({ userId, before: id, now: expiresAt, seenAfter: lastSeenAt, operator, limit: integer }, (q, p) =>
  q
    .select({ id, createdAt, authenticatedAt, lastSeenAt, expiresAt, address, userAgent })
    .from(sessions)
    .where(and(eq(userId, p.userId), lt(id, p.before), gt(expiresAt, p.now), gt(lastSeenAt, p.seenAfter), sql`(${operator} or not ${p.operator})`))
    .orderBy(desc(id))
    .limit(limitOf(p.limit)),
);

/** The caller's sessions that a token still opens, newest first. */
export async function listSessions({ db, actor, clock, config }: UsersReadContext, { cursor, limit = defaultLimit }: ListSessions): Promise<ActiveSessionPage> {
  const user = requireUser(actor);
  const now = clock.now();
  const { people, operators } = idleSince(now, config);
  const rows = await db.run(liveSessions, {
    userId: userIdSchema.parse(user.userId),
    before: newestBefore('sess', cursor),
    now,
    seenAfter: user.operator ? operators : people,
    operator: user.operator,
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => [row.id], (row) => ({
    id: row.id,
    device: deviceOf(row.userAgent),
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    authenticatedAt: row.authenticatedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: row.id === user.sessionId,
  }));
}
