import type { Clock } from '@plinth/kernel';

export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  set(now: Date | string): void;
  advance(duration: Duration): void;
}

const millisecondsOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Duration): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;

function instantOf(value: Date | string): number {
  const milliseconds = new Date(value).getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError(`Not an instant: ${String(value)}`);
  return milliseconds;
}

/** Starts at noon UTC of 1 January 2027 unless told. */
export function testClock(start: Date | string = '2027-01-01T12:00:00Z'): TestClock {
  let now = instantOf(start);
  return {
    now: () => new Date(now),
    set: (to) => {
      now = instantOf(to);
    },
    advance: (duration) => {
      now += millisecondsOf(duration);
    },
  };
}
