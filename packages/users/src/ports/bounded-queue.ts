/** Runs tasks in their order, a few at a time; with too many waiting it refuses the next at once. */
export interface BoundedQueue {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

export interface BoundedQueueOptions {
  /** How many run at once. */
  readonly concurrency: number;
  /** How many may wait. */
  readonly capacity: number;
  readonly full: () => Error;
}

export function boundedQueue({ concurrency, capacity, full }: BoundedQueueOptions): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= capacity) throw full();
    // Whoever ends hands over its place, so that nobody new can take it before those who wait.
    await new Promise<void>((resolve) => void waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    run: async (task) => {
      await turn();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
