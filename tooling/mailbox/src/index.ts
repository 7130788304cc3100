export { type Mailbox, type MailboxFaults, type MailboxOptions, startMailbox } from './mailbox.ts';
export type { Mail } from './mail.ts';
