import { AppError, type ErrorKind } from '@plinth/kernel';
import { z } from 'zod';
import type { Call } from '../call.ts';

/** Where another process asks for an operation of a module; `receive` is the delivery of an event. */
export const pathOf = (module: string, operation: string): string => `/internal/v1/${module}/${operation}`;

const kinds = [
  'invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'precondition_failed', 'unprocessable', 'rate_limited', 'unavailable', 'internal',
] as const satisfies readonly ErrorKind[];

// Loose, because the other side may be a release ahead: what it adds passes through, or is not looked at.
const call = z.looseObject({
  actor: z.looseObject({ type: z.enum(['anonymous', 'user', 'key', 'system']) }),
  client: z.looseObject({ ip: z.string(), userAgent: z.string().exactOptional() }).exactOptional(),
  idempotencyKey: z.string().exactOptional(),
  expectedVersions: z.array(z.int()).exactOptional(),
  deadline: z.iso.datetime().exactOptional(),
  requestId: z.string().exactOptional(),
});

const request = z.looseObject({ input: z.unknown(), call });

const failed = z.looseObject({
  error: z.looseObject({
    code: z.string(),
    kind: z.enum(kinds),
    message: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number()])),
    issues: z.array(z.looseObject({ pointer: z.string(), code: z.string(), message: z.string() })),
  }),
});

const succeeded = z.looseObject({ result: z.unknown().nonoptional(), replayed: z.literal(true).exactOptional() });

export interface RemoteRequest {
  readonly input: unknown;
  readonly call: Call;
}

/** What the operation came to: its result, stored or new, or an error of its own. */
export type RemoteAnswer = { readonly result: unknown; readonly replayed?: true } | { readonly error: AppError };

export const requestText = ({ input, call: described }: RemoteRequest): string => JSON.stringify({ input, call: described });

/** Undefined for what is no request. The actor is believed because of the token that came with it. */
export function readRequest(text: string): RemoteRequest | undefined {
  const parsed = request.safeParse(parseJson(text));
  return parsed.success ? { input: parsed.data.input, call: parsed.data.call as Call } : undefined;
}

export function answerText(given: RemoteAnswer): string {
  if (!('error' in given)) return JSON.stringify({ ...given, result: given.result ?? null });
  const { code, kind, message, data, issues } = given.error;
  return JSON.stringify({ error: { code, kind, message, data, issues } });
}

/** Undefined for what is no answer. */
export function readAnswer(text: string): RemoteAnswer | undefined {
  const given = parseJson(text);
  const success = succeeded.safeParse(given);
  if (success.success) return success.data;
  const failure = failed.safeParse(given);
  return failure.success ? { error: new AppError(failure.data.error) } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
