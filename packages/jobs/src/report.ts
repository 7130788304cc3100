import { isUnavailable } from '@plinth/db';

/** What the worker needs of a logger; pino's fits. */
export interface WorkerLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Tells the log about trouble when it begins and when it ends, not at every try. */
export interface Report {
  /** Passes on what `query` does and notes whether the database answered. */
  watch<Result>(query: () => Promise<Result>): Promise<Result>;
  /** Everything but the database's absence, which `watch` has seen. */
  failed(error: unknown, doing: string): void;
}

const sameAgain = 60_000;

export function reportTo(logger: WorkerLogger, module: string): Report {
  let away = false;
  let turned = 0;
  let last = { text: '', at: -sameAgain };

  // What was asked before the last turn says nothing about the time after it.
  const turn = (now: boolean, asked: number): boolean => {
    if (away === now || asked < turned) return false;
    away = now;
    turned = performance.now();
    return true;
  };

  return {
    watch: async (query) => {
      const asked = performance.now();
      try {
        const result = await query();
        if (turn(false, asked)) logger.info({ module }, 'The database answers the worker again.');
        return result;
      } catch (error) {
        if (isUnavailable(error) && turn(true, asked)) logger.warn({ module, err: error }, 'The database does not answer the worker; it tries again.');
        throw error;
      }
    },
    failed: (error, doing) => {
      if (isUnavailable(error)) return;
      const text = `${doing}: ${error instanceof Error ? error.message : String(error)}`;
      const now = performance.now();
      if (text === last.text && now - last.at < sameAgain) return;
      last = { text, at: now };
      logger.error({ module, err: error }, `The worker failed to ${doing}.`);
    },
  };
}
