import { idSchema } from '@plinth/kernel';
import { defineEvents } from '@plinth/module';
import { z } from 'zod';

/** Every version that was ever published has a golden file in `events/`, which these schemas must still read. */
export const usersEvents = defineEvents('users', {
  organizationCreated: {
    version: 1,
    payload: z.strictObject({ organizationId: idSchema('org'), name: z.string() }),
  },
  /** For the module's own worker: whom to mail is found when the mail is sent. Both null where there is nobody. */
  mailRequested: {
    version: 1,
    payload: z.strictObject({ signUpId: idSchema('signup').nullable(), userId: idSchema('user').nullable() }),
  },
});
