import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const { changeEmail, verifyEmailChange } = usersContract.services;

const tag = 'Me';
const email = 'ada.lovelace@example.com';

const changeEmailRoute = describe(usersContract, 'changeEmail', {
  tag,
  idempotent: false,
  summary: 'Ask for another address',
  description: 'Wants a session that was authenticated within 10 minutes. The new address gets a code and a link that prove it.',
  body: changeEmail.input,
  status: 202,
  example: { body: { email }, response: { status: 'accepted' } },
});

const verifyEmailChangeRoute = describe(usersContract, 'verifyEmailChange', {
  tag,
  idempotent: false,
  summary: 'Confirm the new address',
  description: 'Takes the code or the token of the link. The old address is told that it has been replaced.',
  body: verifyEmailChange.input,
  example: {
    body: { code: '40731586' },
    response: { id: 'user_01h2xcejqtf2nbrexx3vqjhp41', email, name: 'Ada', createdAt: '2027-01-01T12:00:00.000Z', version: 2 },
  },
});

export const emailChangeRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/me/email', changeEmailRoute, (request) => users.services.changeEmail(request.body, callOf(request)));

  app.post('/me/email/verify', verifyEmailChangeRoute, (request) => users.services.verifyEmailChange(request.body, callOf(request)));
};
