/** Work that is done again and again. */
export interface Loop {
  /** Resolves when the first pass is over. */
  readonly first: Promise<void>;
  /** Does the next pass now, or after the one that runs. */
  readonly wake: () => void;
  /** Resolves when the pass that runs is over. */
  readonly stop: () => Promise<void>;
}

/** Runs `pass` until it is stopped; `pass` never rejects and resolves to the milliseconds to wait before the next. */
export function loop(pass: () => Promise<number>): Loop {
  const firstPass = Promise.withResolvers<undefined>();
  let stopped = false;
  let woken = false;
  let interrupt = (): void => undefined;

  const takeWake = (): boolean => {
    const was = woken;
    woken = false;
    return was;
  };
  const isStopped = (): boolean => stopped;
  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      takeWake();
      const pause = await pass();
      firstPass.resolve(undefined);
      if (!takeWake() && !isStopped()) await rest(pause);
    }
  };

  const running = run();
  const wake = (): void => {
    woken = true;
    interrupt();
  };
  return {
    first: firstPass.promise,
    wake,
    stop: () => {
      stopped = true;
      wake();
      return running;
    },
  };
}
