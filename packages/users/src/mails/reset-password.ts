import { type MailText, mailText } from './mail-text.ts';

/** To the owner of an address that somebody, or an operator, started a reset for. */
export const resetPasswordMail = ({ code, link }: { code: string; link: string }): MailText =>
  mailText('Your code to set a new password', [
    'Somebody, hopefully you, asked to set a new password for your account. This code lets you do it:',
    code,
    'Or follow this link:',
    { href: link },
    'The code works for 10 minutes, the link for 30, and one of them once. A new password signs you out everywhere. If you did not ask for it, do not use them and do not pass them on: your password stays as it is.',
  ]);
