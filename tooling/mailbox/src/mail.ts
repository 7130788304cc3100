import type { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { credentialsIn } from './credentials.ts';

/** A mail as a person reads it, and what in it is to be typed or followed. */
export interface Mail {
  /** The envelope's recipients, as the server was told them. */
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** Empty where the mail has no HTML part. */
  readonly html: string;
  /** The code to type, the link to follow and the token in it; null where the mail has none. */
  readonly code: string | null;
  readonly link: string | null;
  readonly token: string | null;
  /** RFC 3339; when the server took it. */
  readonly sentAt: string;
}

export async function readMail(stream: Readable, to: readonly string[]): Promise<Mail> {
  const { from, subject = '', text = '', html } = await simpleParser(stream);
  const sender = from?.value[0]?.address ?? '';
  return { to, from: sender, subject, text, html: html === false ? '' : (html ?? ''), ...credentialsIn(text), sentAt: new Date().toISOString() };
}
