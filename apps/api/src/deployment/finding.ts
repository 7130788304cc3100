/** An error keeps production from starting, a warning is told. */
export type Severity = 'error' | 'warning';

/** What one check found. */
export interface Finding {
  /** The check, as `ACCEPTED_RISKS` names it. */
  readonly check: string;
  readonly severity: Severity;
  /** What is wrong, and what to do about it; never the value of a secret. */
  readonly message: string;
}

/** One thing that a deployment can get wrong: `look` returns what is wrong, or nothing. */
export interface Check<Subject> {
  readonly name: string;
  readonly severity: Severity;
  readonly look: (subject: Subject) => string | undefined;
}

/** Runs all checks but those whose findings are accepted. */
export const findingsOf = <Subject>(checks: readonly Check<Subject>[], subject: Subject, accepted: readonly string[]): readonly Finding[] =>
  checks.flatMap(({ name, severity, look }) => {
    const message = accepted.includes(name) ? undefined : look(subject);
    return message === undefined ? [] : [{ check: name, severity, message }];
  });

/** One line for each finding, errors first. */
export const linesOf = (findings: readonly Finding[]): string[] =>
  findings.toSorted((one, other) => one.severity.localeCompare(other.severity)).map(({ check, severity, message }) => `  ${severity.padEnd(7)}  ${check}: ${message}`);

/** Why production does not start: every error among the findings, in one message. */
export class UnsafeDeploymentError extends Error {
  override readonly name = 'UnsafeDeploymentError';

  constructor(findings: readonly Finding[]) {
    super(`This deployment is not safe to run:\n${linesOf(findings).join('\n')}\nWhat is right all the same is named in ACCEPTED_RISKS.`);
  }
}

export function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UnsafeDeploymentError(errors);
}
