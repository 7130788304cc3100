import { text } from 'node:stream/consumers';
import type { Environment } from '@plinth/config';
import { createLogger } from '@plinth/observability';
import { compose } from '../compose.ts';
import type { HostConfig } from '../config.ts';
import { requireLogins } from '../deployment/refused-login.ts';
import { version } from '../version.ts';

export interface NewOperator {
  readonly email: string;
  /** The password is its first line. */
  readonly input: NodeJS.ReadableStream;
}

/** Makes a verified user who operates the deployment, and returns the id. */
export async function createOperator(config: HostConfig, environment: Environment, { email, input }: NewOperator): Promise<string> {
  const password = (await text(input)).split(/\r?\n/, 1)[0] ?? '';
  const logger = createLogger({ level: 'error', pretty: false, service: 'plinth' });
  const composition = await compose({ config, environment, version, logger });
  try {
    await requireLogins(composition.databases.logins);
    const operator = await composition.users.services.createOperator({ email, password }, { actor: { type: 'system', name: 'cli' } });
    return operator.id;
  } finally {
    await composition.close();
  }
}
