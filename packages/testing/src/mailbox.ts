import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.ts';

export interface Mail {
  /** The envelope's recipients, as the server was told them. */
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** Empty where the mail has no HTML part. */
  readonly html: string;
}

/** How the server behaves from the next mail on. */
export interface MailboxFaults {
  /** How long an answer to a mail takes. */
  readonly delayMilliseconds?: number;
  /** The SMTP code that refuses every recipient: 451 asks to try again, 550 is for good (RFC 5321, section 4.2). */
  readonly refuse?: number;
}

export interface Mailbox {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  /** What was accepted, oldest first. */
  messages(): readonly Mail[];
  /** The oldest mail to this address, or the oldest that matches; one that has come before counts. */
  waitFor(match: string | ((mail: Mail) => boolean), timeoutMs?: number): Promise<Mail>;
  /** Replaces the faults; an empty object makes the server well again. */
  setFaults(faults: MailboxFaults): void;
  /** Forgets what has come. */
  clear(): void;
  close(): Promise<void>;
}

const addressOf = (address: AddressObject | undefined): string => address?.value[0]?.address ?? '';

async function toMail(stream: Readable, to: readonly string[]): Promise<Mail> {
  const { from, subject = '', text = '', html } = await simpleParser(stream);
  return { to, from: addressOf(from), subject, text, html: html === false ? '' : (html ?? '') };
}

const refusal = (code: number): Error => Object.assign(new Error('Refused by the test'), { responseCode: code });

/** A real SMTP server on a free port of the loopback that keeps what it gets in memory. */
export async function createMailbox(initial: MailboxFaults = {}): Promise<Mailbox> {
  let faults = initial;
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: (_address, _session, done) => {
      done(faults.refuse === undefined ? null : refusal(faults.refuse));
    },
    onData: (stream, { envelope }, done) => {
      const accept = async () => {
        const mail = await toMail(stream, envelope.rcptTo.map(({ address }) => address));
        await sleep(faults.delayMilliseconds ?? 0);
        mails.push(mail);
      };
      accept().then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that is killed in the middle of a mail resets its connection; that is the test's doing.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    messages: () => [...mails],
    waitFor: (match, timeoutMs) => {
      const matches = typeof match === 'string' ? (mail: Mail) => mail.to.includes(match) : match;
      return eventually(() => {
        const found = mails.find(matches);
        if (found) return found;
        const seen = mails.map(({ to, subject }) => `${to.join(', ')}: ${subject}`).join('; ');
        throw new Error(`No such mail${typeof match === 'string' ? ` to ${match}` : ''}. Seen: ${seen || 'none'}.`);
      }, timeoutMs);
    },
    setFaults: (next) => {
      faults = next;
    },
    clear: () => {
      mails.length = 0;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
