import { type MailText, mailText } from './mail-text.ts';

/** To an address that somebody signed up with. It names nobody: the name is whatever a stranger typed. */
export const verifyEmailMail = ({ code, link }: { code: string; link: string }): MailText =>
  mailText('Your code to confirm this address', [
    'Somebody, hopefully you, signed up with this address. This code confirms that it is yours:',
    code,
    { href: link },
    'It works once, within 24 hours. If you did not sign up just now, do not use it and do not pass it on: nothing happens then.',
  ]);
