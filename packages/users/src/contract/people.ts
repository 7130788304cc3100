import { idSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { emailField, nameField, newPassword, type Nothing, nothing } from './fields.ts';

export const person = z
  .strictObject({ id: idSchema('user'), email: z.string(), name: z.string() })
  .meta({ id: 'Person', description: 'A user, as far as a session needs to show one.' });

export const me = z
  .strictObject({ id: idSchema('user'), email: z.string(), name: z.string(), createdAt: z.iso.datetime(), version: z.int() })
  .meta({ id: 'Me', description: 'The signed-in user.' });

export const peopleServices = {
  createOperator: operation({
    input: z.strictObject({ email: emailField, password: newPassword, name: nameField.exactOptional() }),
    output: person,
    errors: [usersErrors.emailTaken, usersErrors.busy],
  }),
};

export const peopleSelectors = { getMe: operation({ input: nothing, output: me }) };

export type Person = z.output<typeof person>;
export type Me = z.output<typeof me>;
export type CreateOperator = InputOf<typeof peopleServices.createOperator>;

export interface PeopleServices {
  /** The system only: a verified user who operates the deployment. */
  createOperator(input: CreateOperator, call: Call): Promise<Person>;
}

export interface PeopleSelectors {
  getMe(input: Nothing, call: Call): Promise<Me>;
}
