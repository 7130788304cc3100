import { ConfigError } from '@plinth/config';

/** Says on standard error why the process does not start: a configuration's problems in plain words, anything else whole. */
export function refuseToStart(error: unknown): never {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
