import { scrub } from './scrub.ts';

/** What a log says about an error. Anything else that an error carries (parameters, detail, data) may hold a person's input. */
export interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly kind?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

const textAt = (error: object, key: 'code' | 'kind'): string | undefined => {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value.slice(0, 100) : undefined;
};

/** The frames alone: a stack starts with the message, which is scrubbed by itself. */
const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

/** The message without what it may quote: `JSON.parse` repeats its input. */
export const safeMessage = (error: Error): string =>
  error instanceof SyntaxError && error.message.includes('JSON') ? 'This is not valid JSON.' : scrub(error.message);

export function describeError(error: Error, depth = 0): DescribedError {
  const code = textAt(error, 'code');
  const kind = textAt(error, 'kind');
  const deeper = depth < 4;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(kind === undefined ? {} : { kind }),
    message: safeMessage(error),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack) }),
    ...(deeper && error.cause instanceof Error ? { cause: describeError(error.cause, depth + 1) } : {}),
    ...(deeper && error instanceof AggregateError ? { errors: error.errors.slice(0, 10).map((each: unknown) => describeCause(each, depth + 1)) } : {}),
  };
}

const describeCause = (cause: unknown, depth: number): DescribedError =>
  cause instanceof Error ? describeError(cause, depth) : { type: typeof cause, message: '' };
