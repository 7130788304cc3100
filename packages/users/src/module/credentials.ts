import { service } from '@plinth/module';
import { changeEmail, verifyEmailChange } from '../services/credentials/change-email.ts';
import { changePassword, checkCurrentPassword } from '../services/credentials/change-password.ts';
import { forgotPassword, requestMagicLink } from '../services/credentials/forgot-password.ts';
import { importUser } from '../services/credentials/import-user.ts';
import { hashResetPassword, resetPassword } from '../services/credentials/reset-password.ts';
import { signInByMagicLink } from '../services/credentials/sign-in-by-magic-link.ts';
import { startPasswordReset } from '../services/credentials/start-password-reset.ts';

const ofAddress = ({ input: { email } }: { input: { email?: string } }) => ({ details: email === undefined ? {} : { email } });

export const wiredCredentials = {
  services: {
    changePassword: service(changePassword, { before: checkCurrentPassword }),
    forgotPassword: service(forgotPassword, { audit: ofAddress }),
    resetPassword: service(resetPassword, { before: hashResetPassword, audit: ofAddress }),
    requestMagicLink: service(requestMagicLink, { audit: ofAddress }),
    signInByMagicLink: service(signInByMagicLink, { audit: ({ input, output }) => ({ ...(output && { target: output.user.id }), ...ofAddress({ input }) }) }),
    changeEmail: service(changeEmail, { audit: ofAddress }),
    verifyEmailChange: service(verifyEmailChange),
    startPasswordReset: service(startPasswordReset, { audit: ({ input }) => ({ target: input.userId }) }),
    importUser: service(importUser, { audit: ({ input, output }) => ({ ...(output && { target: output.id }), details: { email: input.email } }) }),
  },
};
