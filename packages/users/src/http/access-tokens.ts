import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const issueAccessToken = describe(usersContract, 'issueAccessToken', {
  tag: 'Authentication',
  idempotent: false,
  summary: 'Make an access token of the session',
  description:
    'A JWT (RFC 9068) of five minutes for services that cannot ask this API; they verify it by `/.well-known/jwks.json`. Here it is worth what ' +
    'its session is worth at the moment, but makes and changes no credential and no session.',
  example: {
    response: {
      accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IkU3dlF4In0.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbSJ9.c2lnbmF0dXJl',
      expiresAt: '2027-01-01T12:05:00.000Z',
    },
  },
});

export const accessTokenRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/auth/token', issueAccessToken, (request) => users.services.issueAccessToken({}, callOf(request)));
};
