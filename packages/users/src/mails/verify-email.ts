import { type MailText, mailText } from './mail-text.ts';

/** To an address that somebody signed up with. It names nobody: the name is whatever a stranger typed. */
export const verifyEmailMail = ({ code, link }: { code: string; link: string }): MailText =>
  mailText('Your code to confirm this address', [
    'Somebody, hopefully you, signed up with this address. This code confirms that it is yours:',
    code,
    'Or follow this link:',
    { href: link },
    'The code works for 10 minutes, the link for 24 hours, and one of them once. If you did not sign up just now, do not use them and do not pass them on: nothing happens then.',
  ]);
