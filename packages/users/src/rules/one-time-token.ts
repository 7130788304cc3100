import { createHmac } from 'node:crypto';
import { type Id, idSchema } from '@plinth/kernel';
import type { TokenPurpose } from '../contract/mail.ts';
import { hashSecret } from './session-token.ts';

/** With five tries and several codes under way for an address, eight digits keep a lucky guess below one in a million. */
export const codeDigits = 8;
export const codeTries = 5;

/** 256 bits. */
export const linkSecretBytes = 32;

const minute = 60 * 1000;
const day = 24 * 60 * minute;

const linkLifetimes: Readonly<Record<TokenPurpose, number>> = {
  verify_email: day,
  reset_password: 30 * minute,
  sign_in: 10 * minute,
  change_email: day,
};

/** A sign-up lives as long as the link that confirms it. */
export const signUpEnd = (now: Date): Date => new Date(now.getTime() + linkLifetimes.verify_email);

/** Until when a token that is mailed now can be used: what is typed for 10 minutes, what is followed as long as its purpose takes. */
export function tokenEnds(purpose: TokenPurpose, now: Date): { codeExpiresAt: Date; expiresAt: Date } {
  return { codeExpiresAt: new Date(now.getTime() + 10 * minute), expiresAt: new Date(now.getTime() + linkLifetimes[purpose]) };
}

export interface CodeSubject {
  readonly purpose: TokenPurpose;
  /** What the code is for: a sign-up or a user. */
  readonly subjectId: string;
  readonly address: string;
}

/**
 * What the database keeps of a code. All codes are tried in a second where the hash has no key, so it has one that is kept
 * outside the database; purpose, subject and address are inside, so that a code proves nothing else.
 */
export const hashCode = (key: string, { purpose, subjectId, address }: CodeSubject, code: string): Buffer =>
  createHmac('sha256', key).update(JSON.stringify([purpose, subjectId, address, code])).digest();

const form = /^plt_([0-7][0-9a-hjkmnp-tv-z]{25})_([\w-]{43})$/;
const tokenId = idSchema('token');

/** `plt_`, the id of the token without its prefix, the secret in base64url. */
export const formatLinkToken = (id: Id<'token'>, secret: Uint8Array): string =>
  `plt_${id.slice('token_'.length)}_${Buffer.from(secret).toString('base64url')}`;

export interface PresentedLink {
  readonly id: Id<'token'>;
  readonly hash: Buffer;
}

/** What to look up and to compare; undefined for text that cannot be the token of a link. */
export function parseLinkToken(token: string): PresentedLink | undefined {
  const [, suffix, secret] = form.exec(token) ?? [];
  if (suffix === undefined || secret === undefined) return undefined;
  return { id: tokenId.parse(`token_${suffix}`), hash: hashSecret(Buffer.from(secret, 'base64url')) };
}
