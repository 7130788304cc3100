import { callOf, describe, type Routes } from '@plinth/http';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const { importUser } = usersContract.services;

const importUserRoute = describe(usersContract, 'importUser', {
  tag: 'Operators',
  summary: 'Import a user of an earlier system',
  description: 'Operators only. Takes the hash of the password as it is: Argon2, bcrypt, scrypt or PBKDF2. It is replaced when the user first signs in.',
  body: importUser.input,
  status: 201,
  example: {
    body: { email: 'ada@example.com', name: 'Ada', passwordHash: '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW' },
    response: { id: 'user_01h2xcejqtf2nbrexx3vqjhp41', email: 'ada@example.com', name: 'Ada' },
  },
});

export const userImportRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/admin/users/import', importUserRoute, (request) => users.services.importUser(request.body, callOf(request)));
};
