import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Sessions';

const session = {
  id: 'sess_01h2xcejqtf2nbrexx3vqjhp41',
  device: 'Firefox on Linux',
  address: '192.0.2.7',
  createdAt: '2027-01-01T12:00:00.000Z',
  authenticatedAt: '2027-01-01T12:00:00.000Z',
  lastSeenAt: '2027-01-02T08:30:00.000Z',
  expiresAt: '2027-01-31T12:00:00.000Z',
  current: true,
};

const listSessions = describe(usersContract, 'listSessions', {
  tag,
  summary: "List the caller's sessions",
  description: 'Those that a token still opens, newest first.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [session], nextCursor: null } },
});

const revokeSession = describe(usersContract, 'revokeSession', {
  tag,
  summary: 'End a session',
  description: 'Its token is dead at once, on every instance.',
  params: usersContract.services.revokeSession.input,
  status: 204,
});

const revokeOtherSessions = describe(usersContract, 'revokeOtherSessions', {
  tag,
  summary: 'End all other sessions',
  description: "All of the caller's but the one that asks.",
  example: { response: { ended: 2 } },
});

const revokeSessions = describe(usersContract, 'revokeSessions', {
  session: 'ends',
  tag,
  summary: 'End all sessions',
  description: "All of the caller's, the one that asks among them.",
  status: 204,
});

export const sessionRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.get('/me/sessions', listSessions, (request) => users.selectors.listSessions(request.query, callOf(request)));

  app.delete('/me/sessions', revokeSessions, async (request) => {
    await users.services.revokeSessions({}, callOf(request));
  });

  app.post('/me/sessions/revoke-others', revokeOtherSessions, (request) => users.services.revokeOtherSessions({}, callOf(request)));

  app.delete('/me/sessions/:sessionId', revokeSession, async (request) => {
    await users.services.revokeSession(request.params, callOf(request));
  });
};
