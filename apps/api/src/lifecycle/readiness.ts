/** One thing that must be there before requests make sense. */
export interface Need {
  readonly name: string;
  /** Resolves when it is there; the message of what it rejects with is for the log. */
  check(): Promise<void>;
}

export interface Lack {
  readonly name: string;
  readonly reason: unknown;
}

/** Whether the process can do its work; asked by `/readyz`, told by the start and the stop. */
export interface Readiness {
  /** What is missing at this moment. */
  lacks(): Promise<readonly Lack[]>;
  /** From now on the process is not ready, whatever it still does. */
  drain(): void;
  readonly draining: boolean;
}

const patience = 2000;

async function inTime(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${patience / 1000} s.`)), patience);
  });
  try {
    await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks all needs at once; callers that ask meanwhile share the answer. */
export function createReadiness(needs: readonly Need[]): Readiness {
  let draining = false;
  let asked: Promise<readonly Lack[]> | undefined;

  async function ask(): Promise<readonly Lack[]> {
    const results = await Promise.allSettled(needs.map((need) => inTime(need.check())));
    return results.flatMap((result, index) => (result.status === 'rejected' ? [{ name: needs[index]?.name ?? '', reason: result.reason as unknown }] : []));
  }

  return {
    lacks: async () => {
      if (draining) return [{ name: 'draining', reason: undefined }];
      asked ??= ask().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    drain: () => {
      draining = true;
    },
    get draining() {
      return draining;
    },
  };
}
