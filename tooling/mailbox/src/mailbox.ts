import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { type Mail, readMail } from './mail.ts';

/** How the server behaves from the next mail on. */
export interface MailboxFaults {
  /** How long an answer to a mail takes. */
  readonly delayMilliseconds?: number;
  /** The SMTP code that refuses every recipient: 451 asks to try again, 550 is for good (RFC 5321, section 4.2). */
  readonly refuse?: number;
}

export interface MailboxOptions {
  /** 0, a free port, where it is left out. */
  readonly port?: number;
  /** How many mails are kept; the oldest goes first. 500 where it is left out. */
  readonly keep?: number;
  readonly faults?: MailboxFaults;
}

export interface Mailbox {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  /** What was accepted, newest first. */
  messages(): readonly Mail[];
  /** Replaces the faults; an empty object makes the server well again. */
  setFaults(faults: MailboxFaults): void;
  close(): Promise<void>;
}

const refusal = (code: number): Error => Object.assign(new Error('Refused'), { responseCode: code });

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** A real SMTP server on the loopback that keeps what it gets in memory. */
export async function startMailbox({ port = 0, keep = 500, faults: initial = {} }: MailboxOptions = {}): Promise<Mailbox> {
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
        const mail = await readMail(stream, envelope.rcptTo.map(({ address }) => address));
        await sleep(faults.delayMilliseconds ?? 0);
        mails.unshift(mail);
        mails.splice(keep);
      };
      accept().then(
        () => done(),
        (error: unknown) => done(asError(error)),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // A client that is killed in the middle of a mail resets its connection, and that is no fault of the server's.
      server.on('error', () => undefined);
      resolve();
    });
  });
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    messages: () => [...mails],
    setFaults: (next) => {
      faults = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
