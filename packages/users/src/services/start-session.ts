import { compileWrite } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { Person } from '../contract/people.ts';
import type { Session } from '../contract/sessions.ts';
import { sessions } from '../db/schema.ts';
import { sessionEnd } from '../rules/session-lifetime.ts';
import { formatSessionToken, hashSecret, sessionSecretBytes } from '../rules/session-token.ts';

const { id, userId, secretHash, createdAt, authenticatedAt, lastSeenAt, expiresAt, factors, operator, address, userAgent } = sessions;

const insertSession = compileWrite(
  { id, userId, secretHash, createdAt, authenticatedAt, lastSeenAt, expiresAt, factors, operator, address, userAgent },
  (q, session) => q.insert(sessions).values(session),
);

/** Begins a session of a user who has just proved who they are. The token is in the result and nowhere else. */
export async function startSession(context: UsersContext, user: Person, operates: boolean, proved: string[] = ['password']): Promise<Session> {
  const { tx, clock, ids, secrets, config, client } = context;
  const now = clock.now();
  const sessionId = ids('sess');
  const secret = secrets.bytes(sessionSecretBytes);
  const ends = sessionEnd(now, { operator: operates }, config);
  await tx.enter(idToUuid(user.id));
  await tx.run(insertSession, {
    id: sessionId, userId: user.id, secretHash: hashSecret(secret), createdAt: now, authenticatedAt: now, lastSeenAt: now, expiresAt: ends,
    factors: proved, operator: operates, address: client?.ip ?? null, userAgent: client?.userAgent ?? null,
  });
  return { token: formatSessionToken(sessionId, secret), expiresAt: ends.toISOString(), user };
}
