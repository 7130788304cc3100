import { service } from '@plinth/module';
import { resendVerification } from '../services/resend-verification.ts';
import { hashNewPassword, signUp } from '../services/sign-up.ts';
import { verifyEmail } from '../services/verify-email.ts';

export const wiredSignUp = {
  services: {
    signUp: service(signUp, { before: hashNewPassword, audit: ({ input }) => ({ details: { email: input.email } }) }),
    resendVerification: service(resendVerification, { audit: ({ input }) => ({ details: { email: input.email } }) }),
    verifyEmail: service(verifyEmail, {
      audit: ({ input, output }) => ({ ...(output && { target: output.user.id }), details: input.email === undefined ? {} : { email: input.email } }),
    }),
  },
};
