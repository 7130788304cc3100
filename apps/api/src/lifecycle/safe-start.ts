import type { Environment } from '@plinth/config';
import type { Logger } from '@plinth/observability';
import type { HostConfig } from '../config.ts';
import type { Databases } from '../databases.ts';
import { checkConfiguration, checkDatabasesThatAnswer } from '../deployment/check-deployment.ts';
import { type Finding, refuseErrors } from '../deployment/finding.ts';
import { requireLogins } from '../deployment/refused-login.ts';

/** Production starts with no error among the checks of a deployment; warnings are logged. Elsewhere nothing is looked at. */
export async function refuseUnsafeStart({ config, environment, databases, logger }: {
  readonly config: HostConfig;
  readonly environment: Environment;
  readonly databases: Databases;
  readonly logger: Logger;
}): Promise<void> {
  if (environment !== 'production') return;
  const judge = (findings: readonly Finding[]): void => {
    refuseErrors(findings);
    for (const { check, message } of findings) logger.warn({ check }, message);
  };
  judge(checkConfiguration(config));
  await requireLogins(databases.logins);
  judge(await checkDatabasesThatAnswer(config, databases));
}
