import type { Temporal } from 'temporal-polyfill';

/** When a draft becomes final: so many days later on the account's calendar. */
export function graceEnds(createdAt: Temporal.Instant, days: number, timeZone: string): Temporal.Instant {
  return days === 0 ? createdAt : createdAt.toZonedDateTimeISO(timeZone).add({ days }).toInstant();
}
