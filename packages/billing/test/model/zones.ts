/** With and without summer time; Lord Howe moves by half an hour, Casablanca with Ramadan, and in Havana midnight is what is skipped and repeated. */
export const zones = ['UTC', 'Asia/Kolkata', 'Pacific/Honolulu', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Havana'] as const;

export type Zone = (typeof zones)[number];

export const hour = 3_600_000;
export const day = 24 * hour;

/** No zone changes its offset amid one. */
const quarter = hour / 4;

const formatOf = (timeZone: Zone) => new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
const formats = new Map(zones.map((zone) => [zone, formatOf(zone)]));
const offsets = new Map<string, number>();

function readOffset(at: number, zone: Zone): number {
  const parts = new Map(formats.get(zone)?.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, date = 0, hours = 0, minutes = 0] = (['year', 'month', 'day', 'hour', 'minute'] as const).map((part) => parts.get(part));
  return Date.UTC(year, month - 1, date, hours, minutes) - at;
}

function offsetOf(at: number, zone: Zone): number {
  const begun = quarter * Math.floor(at / quarter);
  const key = `${zone} ${begun}`;
  const offset = offsets.get(key) ?? readOffset(begun, zone);
  offsets.set(key, offset);
  return offset;
}

/** What a clock on the wall shows, as the milliseconds since 1970 at which one in UTC shows it. */
export const wallOf = (at: number, zone: Zone): number => at + offsetOf(at, zone);

/** The day that a clock on the wall shows. */
export const dateOf = (at: number, zone: Zone): number => day * Math.floor(wallOf(at, zone) / day);

/** The first instant of a day: found by halving, without a thought about what clocks do then. */
export function startOfDate(date: number, zone: Zone): number {
  let [before, after] = [(date - day) / quarter, (date + day) / quarter];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallOf(middle * quarter, zone) < date) before = middle;
    else after = middle;
  }
  return after * quarter;
}

export const startOfDay = (at: number, zone: Zone): number => startOfDate(dateOf(at, zone), zone);

/** Days later at the same time of day: the first where it comes twice, and as much later as clocks are set on where it is skipped. */
export function sameTimeLater(at: number, days: number, zone: Zone): number {
  const wall = wallOf(at, zone) + days * day;
  const [before, after] = [wall - day, wall + day].map((near) => wall - offsetOf(near, zone)) as [number, number];
  return [Math.min(before, after), Math.max(before, after)].find((found) => wallOf(found, zone) === wall) ?? before;
}
