/** One thing that is wrong with a request. */
export interface FieldProblem {
  /** Where, as a JSON pointer into the body, or by the name of the parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors?: readonly FieldProblem[];
}

/** An answer of the API that is not a success. */
export class PlinthError extends Error {
  override readonly name = 'PlinthError';
  /** For programs, such as `billing.invoice_not_found`; never changes. `http.not_a_problem` where something before the API answered. */
  readonly code: string;
  readonly status: number;
  /** What is wrong with the request, field by field; empty where it is not about fields. */
  readonly errors: readonly FieldProblem[];
  readonly requestId: string | undefined;
  /** Seconds to wait before another try, where the answer says. */
  readonly retryAfter: number | undefined;

  constructor({ code, status, detail, requestId, errors = [] }: Problem, retryAfter?: number) {
    super(detail);
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** Seconds; RFC 9110 10.2.3 also has a date, which the API does not send but something before it may. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** The error of an answer, whoever gave it. */
export async function errorOf(response: Response): Promise<PlinthError> {
  const { status, statusText, headers } = response;
  const requestId = headers.get('x-request-id') ?? undefined;
  const text = await response.text();
  if (headers.get('content-type')?.startsWith('application/problem+json') === true) return new PlinthError(JSON.parse(text) as Problem, retryAfterOf(response));
  return new PlinthError({ code: 'http.not_a_problem', status, detail: `${status} ${statusText}: ${text.slice(0, 200)}`, requestId }, retryAfterOf(response));
}
