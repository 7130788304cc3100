import { type MailText, mailText } from './mail-text.ts';

/** To the address that an account had until now. It does not say what the new one is. */
export const addressChangedMail = (): MailText =>
  mailText('The address of your account has been changed', [
    'Your account has another address from now on, which has been confirmed. This address no longer signs in to it.',
    'If it was not you, somebody else has your account: write to us at once, from this address.',
  ]);
