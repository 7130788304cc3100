import { idSchema, pageInput } from '@plinth/kernel';
import { defineContract, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { codeField, emailField, givenPassword, nameField, newPassword } from './fields.ts';
import { accepted, me, organization, organizationPage, person, session, userActor } from './resources.ts';

const nothing = z.strictObject({});

export const usersContract = defineContract('users', {
  services: {
    signUp: operation({
      input: z.strictObject({ email: emailField, password: newPassword, name: nameField }),
      output: accepted,
      errors: [usersErrors.busy],
    }),
    resendVerification: operation({ input: z.strictObject({ email: emailField }), output: accepted }),
    verifyEmail: operation({
      input: z.strictObject({ email: emailField, code: codeField }),
      output: session,
      errors: [usersErrors.invalidCode],
    }),
    signIn: operation({
      input: z.strictObject({ email: emailField, password: givenPassword }),
      output: session,
      errors: [usersErrors.invalidCredentials, usersErrors.emailNotVerified, usersErrors.tooManyAttempts, usersErrors.busy],
    }),
    signOut: operation({ input: nothing, output: nothing }),
    createOrganization: operation({ input: z.strictObject({ name: nameField }), output: organization }),
    createOperator: operation({
      input: z.strictObject({ email: emailField, password: newPassword, name: nameField.exactOptional() }),
      output: person,
      errors: [usersErrors.emailTaken, usersErrors.busy],
    }),
  },
  selectors: {
    authenticate: operation({ input: z.strictObject({ token: z.string().max(4096) }), output: userActor }),
    getMe: operation({ input: nothing, output: me }),
    getOrganization: operation({
      input: z.strictObject({ organizationId: idSchema('org') }),
      output: organization,
      errors: [usersErrors.organizationNotFound],
    }),
    listOrganizations: operation({ input: z.strictObject(pageInput), output: organizationPage }),
  },
});
