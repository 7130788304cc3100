import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const { changePassword, forgotPassword, resetPassword, startPasswordReset } = usersContract.services;

const open = { tag: 'Authentication', public: true, idempotent: false } as const;
const email = 'ada@example.com';
const password = 'correct horse battery staple';
const accepted = { status: 'accepted' };

const forgotPasswordRoute = describe(usersContract, 'forgotPassword', {
  ...open,
  summary: 'Ask for a new password',
  description: 'Answers the same for a known and for an unknown address. The owner gets a code and a link by mail.',
  body: forgotPassword.input,
  status: 202,
  example: { body: { email }, response: accepted },
});

const resetPasswordRoute = describe(usersContract, 'resetPassword', {
  ...open,
  summary: 'Set a new password',
  description: 'Takes the code with the address, or the token of the link. Every session of the user is over.',
  body: resetPassword.input,
  status: 204,
  example: { body: { email, code: '40731586', password } },
});

const changePasswordRoute = describe(usersContract, 'changePassword', {
  tag: 'Me',
  idempotent: false,
  summary: 'Change the password',
  description: 'Wants the current password, and a session that was authenticated within 10 minutes. All other sessions are over.',
  body: changePassword.input,
  status: 204,
  example: { body: { currentPassword: password, password: 'another horse, another staple' } },
});

const startPasswordResetRoute = describe(usersContract, 'startPasswordReset', {
  tag: 'Operators',
  idempotent: false,
  summary: "Start a reset of a user's password",
  description: 'Operators only. The user gets a mail; nobody but the user chooses the password.',
  params: startPasswordReset.input,
  status: 202,
  example: { response: accepted },
});

export const passwordRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/auth/password/forgot', forgotPasswordRoute, (request) => users.services.forgotPassword(request.body, callOf(request)));

  app.post('/auth/password/reset', resetPasswordRoute, async (request) => {
    await users.services.resetPassword(request.body, callOf(request));
  });

  app.post('/me/password', changePasswordRoute, async (request) => {
    await users.services.changePassword(request.body, callOf(request));
  });

  app.post('/admin/users/:userId/password-reset', startPasswordResetRoute, (request) =>
    users.services.startPasswordReset(request.params, callOf(request)),
  );
};
