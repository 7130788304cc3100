import type { Logger } from '@plinth/observability';

/** Milliseconds from the signal to the end, at most. */
export const patience = 25_000;

export interface ProcessOptions {
  readonly logger: Pick<Logger, 'error' | 'fatal'>;
  /** Ends everything that this process has started. */
  readonly stop: () => Promise<void>;
}

/**
 * Ends the process in order on SIGTERM, SIGINT and SIGHUP, once: Ctrl-C comes twice. Code 0 when all has ended, 1 when that
 * takes more than 25 s or fails. What nobody caught leaves the process in no known state: it is logged and ends it, with 1.
 */
export function endWithSignals({ logger, stop }: ProcessOptions): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    const late = setTimeout(() => {
      logger.error({ signal }, 'Not everything has ended in time.');
      process.exit(1);
    }, patience);
    stop().then(
      () => {
        clearTimeout(late);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'The end failed.');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, 'Nobody caught this.');
      process.exit(1);
    });
  }
}
