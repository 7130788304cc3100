/** So many requests in so many seconds, as `RateLimit-Policy` names it. */
export interface Policy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** Where a subject stands after it has asked. */
export interface Standing {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the whole quota is there again. */
  readonly resetSeconds: number;
  /** Seconds until one more request is allowed; 0 where it is now. */
  readonly retrySeconds: number;
}

export interface Buckets {
  readonly policy: Policy;
  /** Takes one request of the subject's quota, if there is one left. */
  take(subject: string, now: number): Standing;
  /** The same without taking. */
  look(subject: string, now: number): Standing;
}

/** More subjects than this at once are a flood of addresses: who has been quiet for longest is forgotten. */
const mostSubjects = 100_000;

/**
 * One bucket for each subject, in memory: it holds `quota` requests and refills evenly over the window. A bucket is one number, the
 * instant at which it is full again (the generic cell rate algorithm), so a subject that has been quiet costs nothing.
 */
export function createBuckets(policy: Policy, most = mostSubjects): Buckets {
  const window = policy.windowSeconds * 1000;
  const interval = window / policy.quota;
  const fullAt = new Map<string, number>();

  const standing = (full: number, now: number, allowed: boolean): Standing => ({
    allowed,
    remaining: Math.max(0, Math.floor((window - (full - now)) / interval + 1e-9)),
    resetSeconds: Math.ceil((full - now) / 1000),
    retrySeconds: Math.max(0, (full + interval - now - window) / 1000),
  });

  function forgetQuiet(now: number): void {
    for (const [subject, full] of fullAt) {
      if (full > now && fullAt.size < most) return;
      fullAt.delete(subject);
    }
  }

  function look(subject: string, now: number): Standing {
    const full = Math.max(fullAt.get(subject) ?? now, now);
    return standing(full, now, full + interval - now <= window + 1e-6);
  }

  return {
    policy,
    look,
    take: (subject, now) => {
      const before = look(subject, now);
      if (!before.allowed) return before;
      const full = Math.max(fullAt.get(subject) ?? now, now) + interval;
      // Taken out and put in again, subjects stand in the order in which they last asked.
      fullAt.delete(subject);
      if (fullAt.size >= most) forgetQuiet(now);
      fullAt.set(subject, full);
      return standing(full, now, true);
    },
  };
}
