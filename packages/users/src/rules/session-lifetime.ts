const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long sessions live, as it is configured. */
export interface SessionLimits {
  readonly sessionDays: number;
  readonly sessionIdleDays: number;
  readonly operatorSessionHours: number;
  readonly operatorSessionIdleMinutes: number;
}

/** When a session that begins now ends, however much it is used. */
export const sessionEnd = (now: Date, { operator }: { operator: boolean }, limits: SessionLimits): Date =>
  new Date(now.getTime() + (operator ? limits.operatorSessionHours * hour : limits.sessionDays * day));

/** A session that was last seen at one of these instants or before is over by now: of people, and of operators. */
export const idleSince = (now: Date, limits: SessionLimits): { people: Date; operators: Date } => ({
  people: new Date(now.getTime() - limits.sessionIdleDays * day),
  operators: new Date(now.getTime() - limits.operatorSessionIdleMinutes * minute),
});

/** Of a session's or a key's uses within a minute, one is written down. */
export const isWorthNoting = (lastSeen: Date | null, now: Date): boolean => lastSeen === null || now.getTime() - lastSeen.getTime() >= minute;
