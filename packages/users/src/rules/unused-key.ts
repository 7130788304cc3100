const day = 24 * 60 * 60 * 1000;

/** Between the warning and the end of a key that nobody uses. */
const warningDays = 14;

/** A key that was last used before `warn` is warned about; one that was warned about before `expire` expires. */
export const unusedKeyLimits = (now: Date, unusedDays: number): { warn: Date; expire: Date } => ({
  warn: new Date(now.getTime() - (unusedDays - warningDays) * day),
  expire: new Date(now.getTime() - warningDays * day),
});
