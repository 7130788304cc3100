import { type MailText, mailText } from './mail-text.ts';

/** To the owner of an account whose password is another one. */
export const passwordChangedMail = ({ link }: { link: string }): MailText =>
  mailText('Your password has been changed', [
    'The password of your account is another one now. All other devices are signed out.',
    'If it was not you, set a new one here at once:',
    { href: link },
  ]);
