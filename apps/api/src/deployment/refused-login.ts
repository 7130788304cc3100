/** PostgreSQL answers and lets nobody in: a wrong password, no such user or none from here, no such database (PostgreSQL, appendix A). */
const refusals = new Set(['28P01', '28000', '3D000']);

const isRefusedLogin = (error: unknown): error is Error => error instanceof Error && 'code' in error && typeof error.code === 'string' && refusals.has(error.code);

/** The variable and what PostgreSQL says, which names the user and never the password. */
export class RefusedLoginError extends Error {
  constructor(variable: string, cause: Error) {
    super(`${variable}: PostgreSQL refuses the login: ${cause.message}.`, { cause });
  }
}

/** Does the work; a login that is refused names the variable that it comes from. */
export async function namingLogin<Result>(variable: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isRefusedLogin(error) ? new RefusedLoginError(variable, error) : error;
  }
}

/** One URL that this process logs in with. */
export interface Login {
  readonly variable: string;
  readonly ping: () => Promise<void>;
}

/** Rejects with a `RefusedLoginError` where one of them is refused; a database that does not answer is no refusal. */
export async function requireLogins(logins: readonly Login[]): Promise<void> {
  const tried = await Promise.allSettled(logins.map(({ variable, ping }) => namingLogin(variable, ping)));
  for (const result of tried) if (result.status === 'rejected' && result.reason instanceof RefusedLoginError) throw result.reason;
}
