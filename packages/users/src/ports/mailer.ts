import { createTransport } from 'nodemailer';
import type { Mail } from '../contract/mail.ts';

export interface Mailer {
  /** Resolves when the mail server has taken the mail. */
  send(mail: Mail): Promise<void>;
}

const seconds = 1000;

/** Sends over SMTP, one connection a mail. */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: 10 * seconds,
    greetingTimeout: 10 * seconds,
    socketTimeout: 20 * seconds,
  });
  return {
    send: async ({ to, subject, text, html }) => {
      await transport.sendMail({ from, to, subject, text, html, disableFileAccess: true, disableUrlAccess: true });
    },
  };
}
