import { z } from 'zod';

/** An operation that takes nothing, or gives nothing. */
export const nothing = z.strictObject({});

export type Nothing = Record<string, never>;

/** Text without control characters and halves of surrogate pairs, which PostgreSQL and mail headers cannot hold. */
const text = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Text without control characters.');

/** A name of a person or an organization; not only blanks. */
export const nameField = text.max(200).regex(/\S/, 'A name that is not blank.');

/** RFC 5321 limits a path to 256 octets with its brackets (section 4.5.3.1.3). */
export const emailField = z.email().max(254);

/** The longest that is hashed; what is longer is refused before, so that nobody buys our CPU with megabytes. */
const longestPasswordBytes = 1024;
const shortestPassword = 15;

const fits = (password: string): boolean => Buffer.byteLength(password) <= longestPasswordBytes;
const isLongEnough = (password: string): boolean => Array.from(password).length >= shortestPassword;

/** A password that somebody claims to have set once. */
export const givenPassword = text.min(1).refine(fits, `At most ${longestPasswordBytes} bytes.`);

/** NIST SP 800-63B-4, section 3.1.1.2: 15 characters where it is the only factor, counted as code points; no other rule. */
export const newPassword = text
  .refine(fits, `At most ${longestPasswordBytes} bytes.`)
  .refine(isLongEnough, `At least ${shortestPassword} characters.`)
  .meta({ description: `${shortestPassword} characters or more, ${longestPasswordBytes} bytes at most.` });

/** As it stands in the mail. */
export const codeField = z.string().regex(/^\d{6,10}$/, 'The digits of the code.');
