import { readConfig } from '@plinth/config';
import { createLogger } from '@plinth/observability';
import { compose } from '../compose.ts';
import { slices } from '../config.ts';
import { version } from '../version.ts';

/** The API as this release has it, whatever the environment: nothing is connected to. */
export async function openApiText(): Promise<string> {
  const config = readConfig(slices, { NODE_ENV: 'test', DATABASE_URL: 'postgres://127.0.0.1/nothing' });
  const logger = createLogger({ level: 'silent', pretty: false, service: 'plinth' });
  const composition = await compose({ config, environment: 'test', version, logger });
  const { app } = composition;
  await app.server.ready();
  const text = `${JSON.stringify(app.document(), null, 2)}\n`;
  await app.server.close();
  await composition.close();
  return text;
}
