import { type Mail, type Mailbox as Server, type MailboxFaults, startMailbox } from '@plinth/mailbox';
import { eventually } from './eventually.ts';

export type { Mail, MailboxFaults };

export interface Mailbox extends Server {
  /** The oldest mail to this address, or the oldest that matches; one that has come before counts. */
  waitFor(match: string | ((mail: Mail) => boolean), timeoutMs?: number): Promise<Mail>;
}

/** A real SMTP server on a free port of the loopback, and a way to wait for its mails. */
export async function createMailbox(): Promise<Mailbox> {
  const server = await startMailbox();
  return {
    ...server,
    waitFor: (match, timeoutMs) => {
      const matches = typeof match === 'string' ? (mail: Mail) => mail.to.includes(match) : match;
      return eventually(() => {
        const found = server.messages().findLast(matches);
        if (found) return found;
        const seen = server.messages().map(({ to, subject }) => `${to.join(', ')}: ${subject}`);
        throw new Error(`No such mail${typeof match === 'string' ? ` to ${match}` : ''}. Seen: ${seen.join('; ') || 'none'}.`);
      }, timeoutMs);
    },
  };
}
