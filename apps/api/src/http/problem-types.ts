import { accessErrors, type DeclaredError, type ErrorKind, requestErrors } from '@plinth/kernel';
import { idempotencyErrors, runtimeErrors } from '@plinth/module';

/** A kind of error as HTTP tells it. */
export const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** One entry of what `/problems/{code}` explains. */
export interface ProblemType {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

const declare = <const Code extends string>(code: Code, status: number, detail: string) => ({ code, status, detail });

/** What can be wrong with a request before any module sees it, and the host's own faults. */
export const httpProblems = {
  invalidJson: declare('http.invalid_json', 400, 'The body is not valid JSON.'),
  badRequest: declare('http.bad_request', 400, 'The request is not valid HTTP.'),
  badUrl: declare('http.bad_url', 400, 'The path is not a valid URL.'),
  routeNotFound: declare('http.route_not_found', 404, 'Nothing is at this path.'),
  methodNotAllowed: declare('http.method_not_allowed', 405, 'This path takes other methods; the header Allow names them.'),
  requestTimeout: declare('http.request_timeout', 408, 'The request did not arrive in time.'),
  bodyTooLarge: declare('http.body_too_large', 413, 'The body is larger than this route takes.'),
  pathTooLong: declare('http.path_too_long', 414, 'A part of the path is longer than any id.'),
  unsupportedMediaType: declare('http.unsupported_media_type', 415, 'This route does not take this content type.'),
  headersTooLarge: declare('http.headers_too_large', 431, 'The headers are larger than this server takes.'),
  tooManyRequests: declare('http.too_many_requests', 429, 'More requests in a minute than one caller may send.'),
  internal: declare('internal', 500, 'Something went wrong here. The request id helps to find it.'),
  handlerTimeout: declare('http.handler_timeout', 503, 'The request took longer than it may.'),
  overloaded: declare('http.overloaded', 503, 'More is asked than can be answered in time; the header Retry-After says when to come again.'),
  notReady: declare('http.not_ready', 503, 'The server is not ready.'),
} satisfies Record<string, ProblemType>;

/** What any operation may answer with, whatever its module. */
export const commonErrors: readonly DeclaredError[] = [
  requestErrors.invalid,
  requestErrors.preconditionFailed,
  ...Object.values(accessErrors),
  ...Object.values(idempotencyErrors),
  ...Object.values(runtimeErrors),
];

export const toProblemType = ({ code, kind, template }: DeclaredError): ProblemType => ({ code, status: statusOfKind[kind], detail: template });

/** `billing.invoice_already_paid` as `Invoice already paid`. */
export function titleOf(code: string): string {
  const words = code.slice(code.lastIndexOf('.') + 1).replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
