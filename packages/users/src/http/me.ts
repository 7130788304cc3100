import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const getMe = describe(usersContract, 'getMe', {
  tag: 'Me',
  summary: 'Read the signed-in user',
  example: {
    response: { id: 'user_01h2xcejqtf2nbrexx3vqjhp41', email: 'ada@example.com', name: 'Ada', createdAt: '2027-01-01T12:00:00.000Z', version: 1 },
  },
});

export const meRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.get('/me', getMe, (request) => users.selectors.getMe({}, callOf(request)));
};
