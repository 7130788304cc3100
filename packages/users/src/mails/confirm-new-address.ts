import { type MailText, mailText } from './mail-text.ts';

/** To the address that an account is to have from now on. */
export const confirmNewAddressMail = ({ code, link }: { code: string; link: string }): MailText =>
  mailText('Your code to confirm your new address', [
    'Somebody, hopefully you, wants to use this address for their account. This code confirms that it is yours:',
    code,
    'Or follow this link:',
    { href: link },
    'The code works for 10 minutes, the link for 24 hours, and one of them once. If it was not you, do not use them and do not pass them on: nothing happens then.',
  ]);
