import { ConfigError } from '@plinth/config';
import { MigrationError } from '@plinth/db';
import { UnsafeDeploymentError } from '../deployment/finding.ts';
import { RefusedLoginError } from '../deployment/refused-login.ts';

const isTaken = (error: unknown): error is Error => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const forOperators = [ConfigError, MigrationError, RefusedLoginError, UnsafeDeploymentError];

const isForOperators = (error: unknown): error is Error => forOperators.some((kind) => error instanceof kind);

/** Says on standard error why the process does not start: what an operator can mend in plain words, anything else whole. */
export function refuseToStart(error: unknown): never {
  if (isTaken(error)) console.error(`Something else listens there already (${error.message}); set PORT to another one, or to 0.`);
  else console.error(isForOperators(error) ? error.message : error);
  process.exit(1);
}
