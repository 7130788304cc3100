import { createRequire } from 'node:module';
import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { type DestinationStream, type LevelWithSilent, type Logger as PinoLogger, pino } from 'pino';
import type { PinoPretty } from 'pino-pretty';
import { safeMessage } from './describe-error.ts';
import { logContext } from './log-context.ts';
import { redact, redactBindings } from './redact.ts';

export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;

export interface LoggerOptions {
  level: LogLevel;
  /** For a person at a terminal; otherwise one line of JSON an entry. */
  pretty: boolean;
  service: string;
  version?: string;
  /** Standard output where it is left out. */
  destination?: DestinationStream;
}

/** Loaded only where it is used: production never pays for it. */
function prettyDestination(destination: DestinationStream = process.stdout): DestinationStream {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof PinoPretty;
  const prettify = prettyFactory({ colorize: destination === process.stdout, ignore: 'service,version' });
  return { write: (line) => destination.write(prettify(line)) };
}

function mixin(): Record<string, unknown> {
  const span = trace.getSpanContext(context.active());
  const ids = span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
  return { ...logContext(), ...ids };
}

/** pino's own treatment of an error would take the message as it is. */
function cleanArguments([first, ...rest]: readonly unknown[]): [first: unknown, ...rest: unknown[]] {
  const clean = rest.map(redact);
  if (!(first instanceof Error)) return [redact(first), ...clean];
  return [{ err: redact(first) }, ...(rest.length === 0 ? [safeMessage(first)] : clean)];
}

/** Bindings are serialised once, when a child is made, and no formatter sees them: so they are redacted on their way in. */
function redactChildren(logger: Logger): Logger {
  const child = logger.child.bind(logger);
  const setBindings = logger.setBindings.bind(logger);
  return Object.assign(logger, {
    child(this: Logger, ...[bindings, options]: Parameters<typeof child>) {
      return child.call(this, redactBindings(bindings), options);
    },
    setBindings(this: Logger, bindings: object) {
      setBindings.call(this, redactBindings(bindings));
    },
  });
}

/**
 * A pino logger whose lines carry the log context and the ids of the active span, and nothing that is named or formed like a
 * credential (see `redact`).
 */
export function createLogger({ level, pretty, service, version, destination }: LoggerOptions): Logger {
  const stream = pretty ? prettyDestination(destination) : (destination ?? pino.destination({ fd: 1, sync: true }));
  const logger = pino(
    {
      level,
      base: { service, ...(version === undefined ? {} : { version }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => error },
      mixin,
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleanArguments(args) as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
  return redactChildren(logger);
}
