const minute = 60_000;
const day = 24 * 60 * minute;

/** How long an access token lives (RFC 9068 leaves it to us): what a verifier that cannot ask may go on believing. */
export const accessTokenSeconds = 300;

/** How long a key signs; and how long before that it is published, which is longer than anyone may keep a key set. */
const signingDays = 30;
const noticeDays = 7;

export interface SigningPeriod {
  readonly signsFrom: Date;
  readonly signsUntil: Date;
  /** When the last token that it signed has ended. */
  readonly expiresAt: Date;
}

/** The period of a key that signs from then on. */
export function signingPeriod(signsFrom: Date): SigningPeriod {
  const signsUntil = new Date(signsFrom.getTime() + signingDays * day);
  return { signsFrom, signsUntil, expiresAt: new Date(signsUntil.getTime() + accessTokenSeconds * 1000 + minute) };
}

/** Until then a key must sign that is there already, if none is to be made. */
export const signingNotice = (now: Date): Date => new Date(now.getTime() + noticeDays * day);

/**
 * When the next key is to sign, where one has to be made now: at once where none signs, at the end of the last one from a week
 * before it; undefined where nothing has to be done.
 */
export function nextSigningStart(now: Date, lastSignsUntil: Date | undefined): Date | undefined {
  if (lastSignsUntil === undefined || lastSignsUntil <= now) return now;
  return lastSignsUntil <= signingNotice(now) ? lastSignsUntil : undefined;
}
