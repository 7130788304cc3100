/** Where a module gets the time from; a test passes one that it can set. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
