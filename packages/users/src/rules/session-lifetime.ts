const hour = 60 * 60 * 1000;

/** When a session that begins now ends, used or not: 30 days, for operators 24 hours (behaviour 17). */
export const sessionEnd = (now: Date, { operator }: { operator: boolean }): Date => new Date(now.getTime() + (operator ? 24 : 30 * 24) * hour);
