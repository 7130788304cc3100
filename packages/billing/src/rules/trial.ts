import type { Temporal } from 'temporal-polyfill';

/** A trial of whole days ends at the same local time of day as it began, to the second; from then on the service is billed. */
export function trialEndsAt(startedAt: Temporal.Instant, days: number, timeZone: string): Temporal.Instant {
  return startedAt.toZonedDateTimeISO(timeZone).add({ days }).toInstant();
}
