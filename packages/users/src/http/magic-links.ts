import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const { requestMagicLink, signInByMagicLink } = usersContract.services;

const open = { tag: 'Authentication', public: true, idempotent: false } as const;
const email = 'ada@example.com';

const requestMagicLinkRoute = describe(usersContract, 'requestMagicLink', {
  ...open,
  summary: 'Ask for a link to sign in with',
  description: 'Answers the same for a known and for an unknown address. The owner gets a code and a link by mail.',
  body: requestMagicLink.input,
  status: 202,
  example: { body: { email }, response: { status: 'accepted' } },
});

const signInByMagicLinkRoute = describe(usersContract, 'signInByMagicLink', {
  session: 'begins',
  ...open,
  summary: 'Sign in with a mailed code or link',
  description: 'Takes the code with the address, or the token of the link. Opens an account that failed sign-ins have locked, too.',
  body: signInByMagicLink.input,
  example: {
    body: { email, code: '40731586' },
    response: {
      token: 'pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
      expiresAt: '2027-01-31T12:00:00.000Z',
      user: { id: 'user_01h2xcejqtf2nbrexx3vqjhp41', email, name: 'Ada' },
    },
  },
});

export const magicLinkRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/auth/magic-link', requestMagicLinkRoute, (request) => users.services.requestMagicLink(request.body, callOf(request)));

  app.post('/auth/magic-link/sign-in', signInByMagicLinkRoute, (request) => users.services.signInByMagicLink(request.body, callOf(request)));
};
