import { service } from '@plinth/module';
import { authenticate } from '../selectors/authenticate.ts';
import { checkPassword, signIn } from '../services/sign-in.ts';
import { signOut } from '../services/sign-out.ts';

export const wiredSessions = {
  services: {
    signIn: service(signIn, {
      before: checkPassword,
      audit: ({ input, output }) => ({ ...(output && { target: output.user.id }), details: { email: input.email } }),
    }),
    signOut: service(signOut),
  },
  selectors: { authenticate },
};
