import { type MailText, mailText } from './mail-text.ts';

/** To the owner of an address that somebody wants to sign in with, without a password. */
export const signInLinkMail = ({ code, link }: { code: string; link: string }): MailText =>
  mailText('Your code to sign in', [
    'Somebody, hopefully you, wants to sign in to your account. This code does it:',
    code,
    'Or follow this link:',
    { href: link },
    'They work for 10 minutes, and one of them once. If it was not you, do not use them and do not pass them on: whoever asked cannot sign in without them.',
  ]);
