import { type MailText, mailText } from './mail-text.ts';

/** To the owner of a known address that somebody wants to use for another account. */
export const addressInUseMail = (): MailText =>
  mailText('This address already has an account', [
    'Somebody tried to use this address for another account. An address belongs to one account, and this one belongs to yours, so nothing has changed.',
    'If it was you, sign in to the account that should give the address up, and change its address first.',
  ]);
