import { service } from '@plinth/module';
import { authenticate } from '../selectors/authenticate.ts';
import { listSessions } from '../selectors/list-sessions.ts';
import { revokeOtherSessions, revokeSession, revokeSessions } from '../services/end-sessions.ts';
import { checkPassword, signIn } from '../services/sign-in.ts';
import { signOut } from '../services/sign-out.ts';
import { checkOwnPassword, stepUp } from '../services/step-up.ts';

export const wiredSessions = {
  services: {
    signIn: service(signIn, {
      before: checkPassword,
      audit: ({ input, output }) => ({ ...(output && { target: output.user.id }), details: { email: input.email } }),
    }),
    signOut: service(signOut),
    stepUp: service(stepUp, { before: checkOwnPassword, audit: ({ output }) => (output ? { target: output.user.id } : {}) }),
    revokeSession: service(revokeSession, { audit: ({ input }) => ({ target: input.sessionId }) }),
    revokeOtherSessions: service(revokeOtherSessions),
    revokeSessions: service(revokeSessions),
  },
  selectors: { authenticate, listSessions },
};
