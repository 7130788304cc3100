import { type MailText, mailText } from './mail-text.ts';

/** To the owner of a known address that somebody signed up with, or asked a code for. */
export const alreadyRegisteredMail = ({ link }: { link: string }): MailText =>
  mailText('You already have an account', [
    'Somebody tried to sign up with this address, which already has an account. If it was you, sign in with your password:',
    { href: link },
    'If it was not you, there is nothing to do: nothing about your account has changed.',
  ]);
