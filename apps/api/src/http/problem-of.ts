import { isUnavailable } from '@plinth/db';
import { AppError, type FieldIssue } from '@plinth/kernel';
import { runtimeErrors } from '@plinth/module';
import { httpProblems, type ProblemType, statusOfKind } from './problem-types.ts';

/** An error as the caller sees it. */
export interface FoundProblem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly issues: readonly FieldIssue[];
  readonly retryAfter: number | undefined;
  /** A fault of ours, that only the log tells. */
  readonly unexpected: boolean;
}

/** A problem that the host itself finds, thrown where a hook or handler finds it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly problem: FoundProblem;

  constructor(type: ProblemType, more: { detail?: string; issues?: readonly FieldIssue[]; retryAfter?: number } = {}) {
    const problem = foundOf(type, more);
    super(problem.detail);
    this.problem = problem;
  }
}

function foundOf(type: ProblemType, { detail = type.detail, issues = [], retryAfter }: { detail?: string; issues?: readonly FieldIssue[]; retryAfter?: number } = {}): FoundProblem {
  return { code: type.code, status: type.status, detail, issues, retryAfter, unexpected: type.status === 500 };
}

const ofFramework: Readonly<Record<string, FoundProblem>> = {
  FST_ERR_BAD_URL: foundOf(httpProblems.badUrl),
  FST_ERR_CTP_BODY_TOO_LARGE: foundOf(httpProblems.bodyTooLarge),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: foundOf(httpProblems.badRequest),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: foundOf(httpProblems.unsupportedMediaType),
  FST_ERR_HANDLER_TIMEOUT: foundOf(httpProblems.handlerTimeout, { retryAfter: 1 }),
  FST_ERR_MAX_PARAM_LENGTH: foundOf(httpProblems.pathTooLong),
  HPE_HEADER_OVERFLOW: foundOf(httpProblems.headersTooLarge),
  ERR_HTTP_REQUEST_TIMEOUT: foundOf(httpProblems.requestTimeout),
};

const internal = foundOf(httpProblems.internal);

const ofAppError = ({ code, kind, message, issues, retryAfter }: AppError): FoundProblem =>
  kind === 'internal' ? internal : { code, status: statusOfKind[kind], detail: message, issues, retryAfter, unexpected: false };

const isBodyCutOff = (error: Error): boolean => 'code' in error && error.code === 'ECONNRESET';

/** What anything thrown means to the caller. What is not known is `internal`, and nothing of it is shown. */
export function problemOf(error: unknown): FoundProblem {
  if (error instanceof HttpProblem) return error.problem;
  if (error instanceof AppError) return ofAppError(error);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const known = ofFramework[error.code];
    if (known) return known;
    if ('statusCode' in error && error.statusCode === 400 && isBodyCutOff(error)) return foundOf(httpProblems.badRequest);
  }
  if (isUnavailable(error)) return ofAppError(runtimeErrors.unavailable({ retryAfter: 1 }));
  return internal;
}
