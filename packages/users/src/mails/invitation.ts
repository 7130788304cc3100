import { type MailText, mailText } from './mail-text.ts';

/** To an address that an organization invites, whether or not it has an account. */
export const invitationMail = ({ organizationName, link }: { organizationName: string; link: string }): MailText =>
  mailText(`You are invited to ${organizationName}`, [
    `${organizationName} invites you to become a member. Sign in or sign up with this address, then follow this link:`,
    { href: link },
    'It works once, within seven days. If you expected no invitation, there is nothing to do.',
  ]);
