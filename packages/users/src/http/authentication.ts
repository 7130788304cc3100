import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const { signUp, verifyEmail, resendVerification, signIn, stepUp } = usersContract.services;

const tag = 'Authentication';
const open = { tag, public: true, idempotent: false } as const;

const email = 'ada@example.com';
const password = 'correct horse battery staple';
const session = {
  token: 'pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
  expiresAt: '2027-01-31T12:00:00.000Z',
  user: { id: 'user_01h2xcejqtf2nbrexx3vqjhp41', email, name: 'Ada' },
};

const signUpRoute = describe(usersContract, 'signUp', {
  ...open,
  summary: 'Sign up',
  description: 'Answers the same for a known and for an unknown address; a code, or a notice to the owner, comes by mail.',
  body: signUp.input,
  status: 202,
  example: { body: { email, password, name: 'Ada' }, response: { status: 'accepted' } },
});

const verifyEmailRoute = describe(usersContract, 'verifyEmail', {
  session: 'begins',
  ...open,
  summary: 'Confirm an address with the mailed code or link',
  description: 'Takes the code with the address, or the token of the link. Makes the user and begins a session. What is wrong, spent or expired is a 401.',
  body: verifyEmail.input,
  example: { body: { email, code: '40731586' }, response: session },
});

const resendVerificationRoute = describe(usersContract, 'resendVerification', {
  ...open,
  summary: 'Mail another code',
  description: 'Answers the same for a known and for an unknown address. The code before is dead.',
  body: resendVerification.input,
  status: 202,
  example: { body: { email }, response: { status: 'accepted' } },
});

const signInRoute = describe(usersContract, 'signIn', {
  session: 'begins',
  ...open,
  summary: 'Sign in',
  description: 'A wrong password and an unknown address get the same answer in the same time.',
  body: signIn.input,
  example: { body: { email, password }, response: session },
});

const signOutRoute = describe(usersContract, 'signOut', {
  session: 'ends',
  tag,
  idempotent: false,
  summary: 'Sign out',
  description: 'Ends the session; its token is dead at once.',
  status: 204,
});

const stepUpRoute = describe(usersContract, 'stepUp', {
  session: 'begins',
  tag,
  idempotent: false,
  summary: 'Prove the password once more',
  description: 'For what wants a fresh proof. The session goes on under a new token; the token before is dead.',
  body: stepUp.input,
  example: { body: { password }, response: session },
});

export const authenticationRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/auth/sign-up', signUpRoute, (request) => users.services.signUp(request.body, callOf(request)));

  app.post('/auth/verify-email', verifyEmailRoute, (request) => users.services.verifyEmail(request.body, callOf(request)));

  app.post('/auth/resend-verification', resendVerificationRoute, (request) => users.services.resendVerification(request.body, callOf(request)));

  app.post('/auth/sign-in', signInRoute, (request) => users.services.signIn(request.body, callOf(request)));

  app.post('/auth/step-up', stepUpRoute, (request) => users.services.stepUp(request.body, callOf(request)));

  app.post('/auth/sign-out', signOutRoute, async (request) => {
    await users.services.signOut({}, callOf(request));
  });
};
