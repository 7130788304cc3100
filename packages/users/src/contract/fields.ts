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
/** NIST SP 800-63B-4, section 3.1.1.2: where it is the only factor, and where another is enforced beside it. In code points. */
export const shortestPassword = { alone: 15, withFactor: 8 };

const fits = (password: string): boolean => Buffer.byteLength(password) <= longestPasswordBytes;
const hasLength = (shortest: number) => (password: string): boolean => Array.from(password).length >= shortest;

/** A password that somebody claims to have set once. */
export const givenPassword = text.min(1).refine(fits, `At most ${longestPasswordBytes} bytes.`);

const chosenPassword = (shortest: number) =>
  text
    .refine(fits, `At most ${longestPasswordBytes} bytes.`)
    .refine(hasLength(shortest), `At least ${shortest} characters.`)
    .meta({ description: `${shortest} characters or more, ${longestPasswordBytes} bytes at most.` });

/** Of somebody who has no second factor yet. What else is refused is a matter of the service. */
export const newPassword = chosenPassword(shortestPassword.alone);

/** Of somebody who may have a second factor; the service knows whether these are characters enough. */
export const replacementPassword = chosenPassword(shortestPassword.withFactor);

/** As it stands in the mail. */
export const codeField = z.string().regex(/^\d{6,10}$/, 'The digits of the code.');

/** As it stands in a mail's link. */
export const linkTokenField = z.string().min(1).max(200);

/** What a mail brought: the token of its link, or the address and the code that was typed. */
const mailedProof = { token: linkTokenField.exactOptional(), email: emailField.exactOptional(), code: codeField.exactOptional() };

export interface MailedProof {
  readonly token?: string;
  readonly email?: string;
  readonly code?: string;
}

const isWhole = ({ token, email, code }: MailedProof): boolean =>
  token === undefined ? email !== undefined && code !== undefined : email === undefined && code === undefined;

/** Takes `token`, or `email` and `code`, beside the fields of `shape`. */
export const withMailedProof = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<typeof mailedProof & Shape, z.core.$strict> =>
  z.strictObject<typeof mailedProof & Shape>({ ...mailedProof, ...shape }).refine((input) => isWhole(input as MailedProof), {
    path: ['token'],
    message: 'Either token, or email and code.',
  });
