import { Temporal } from 'temporal-polyfill';
import type { UsageWindow } from '../contract/usage.ts';
import type { InstantPeriod } from './billing-calendar.ts';

/** The most windows that are shown at once: 41 days by the hour. */
export const mostWindows = 1000;

/** The start of the local hour, day or month that an instant lies in. */
function startOf(window: UsageWindow, local: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  switch (window) {
    case 'hour':
      return local.round({ smallestUnit: 'hour', roundingMode: 'floor' });
    case 'day':
      return local.startOfDay();
    case 'month':
      return local.with({ day: 1 }).startOfDay();
  }
}

/** The start of the window after the one that begins at `start`. */
function nextOf(window: UsageWindow, start: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  if (window === 'hour') return start.add({ hours: 1 });
  const next = start.toPlainDate().add(window === 'day' ? { days: 1 } : { months: 1 });
  return next.toZonedDateTime(start.timeZoneId);
}

/**
 * Divides a period at the hours, days or months of a time zone, without gap or overlap; the first and the last window are cut off
 * where the period is. Without a window it is the whole. Undefined where there would be more than `mostWindows`.
 */
export function usageWindows({ start, end }: InstantPeriod, window: UsageWindow | undefined, timeZone: string): InstantPeriod[] | undefined {
  if (window === undefined) return [{ start, end }];
  const windows: InstantPeriod[] = [];
  let boundary = startOf(window, start.toZonedDateTimeISO(timeZone));
  for (let from = start; Temporal.Instant.compare(from, end) < 0; ) {
    if (windows.length === mostWindows) return undefined;
    boundary = nextOf(window, boundary);
    const next = boundary.toInstant();
    const to = Temporal.Instant.compare(next, end) < 0 ? next : end;
    windows.push({ start: from, end: to });
    from = to;
  }
  return windows;
}
