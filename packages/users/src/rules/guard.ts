import { createHash } from 'node:crypto';

/** A limit to how often something may happen within a window of time, which starts with the first. */
export interface Guard {
  /** What is counted, hashed: neither an address nor an IP is kept. */
  readonly key: string;
  readonly limit: number;
  readonly seconds: number;
}

/** How often it has happened in the window under way. */
export interface Count {
  readonly key: string;
  readonly count: number;
  readonly secondsLeft: number;
}

const keyOf = (kind: string, value: string): string => createHash('sha256').update(JSON.stringify([kind, value])).digest('hex');

export const failuresOfAddress = (address: string, limit: number): Guard => ({ key: keyOf('sign-in address', address), limit, seconds: 5 * 60 });
export const failuresOfClient = (block: string, limit: number): Guard => ({ key: keyOf('sign-in client', block), limit, seconds: 60 });
export const leakReportsOfClient = (block: string, limit: number): Guard => ({ key: keyOf('leak report client', block), limit, seconds: 60 });

/** Of the mails that one address gets in an hour, one is kept for word of what was done: nobody can ask for so many that it is lost. */
const keptForNotices = 1;

export const mailsToAddress = (address: string, most: number): Guard => ({ key: keyOf('mail address', address), limit: most - keptForNotices, seconds: 60 * 60 });
export const noticesToAddress = (address: string): Guard => ({ key: keyOf('notice address', address), limit: keptForNotices, seconds: 60 * 60 });

/** The seconds until every guard lets one more happen; 0 where they do now. */
export function heldFor(guards: readonly Guard[], counts: readonly Count[]): number {
  const waits = guards.map(({ key, limit }) => {
    const held = counts.find((candidate) => candidate.key === key && candidate.count >= limit);
    return held?.secondsLeft ?? 0;
  });
  return Math.max(0, ...waits);
}
