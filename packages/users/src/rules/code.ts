import { createHmac } from 'node:crypto';

/** With five tries and several codes under way for an address, eight digits keep a lucky guess below one in a million. */
export const codeDigits = 8;
export const codeTries = 5;

const day = 24 * 60 * 60 * 1000;

/** A sign-up and the codes of it live for a day. */
export const verificationEnd = (now: Date): Date => new Date(now.getTime() + day);

export interface CodeSubject {
  readonly purpose: 'verify_email';
  /** What the code is for, such as a sign-up. */
  readonly subjectId: string;
  readonly address: string;
}

/**
 * What the database keeps of a code. All codes are tried in a second where the hash has no key, so it has one that is kept
 * outside the database; purpose, subject and address are inside, so that a code proves nothing else.
 */
export const hashCode = (key: string, { purpose, subjectId, address }: CodeSubject, code: string): Buffer =>
  createHmac('sha256', key).update(JSON.stringify([purpose, subjectId, address, code])).digest();
