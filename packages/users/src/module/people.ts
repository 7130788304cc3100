import { service } from '@plinth/module';
import { getMe } from '../selectors/get-me.ts';
import { createOperator, prepareOperator } from '../services/create-operator.ts';

export const wiredPeople = {
  services: {
    createOperator: service(createOperator, {
      before: prepareOperator,
      audit: ({ input, output }) => ({ ...(output && { target: output.id }), details: { email: input.email } }),
    }),
  },
  selectors: { getMe },
};
