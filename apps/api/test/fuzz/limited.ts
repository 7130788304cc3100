import { readConfig } from '@plinth/config';
import { createLogger } from '@plinth/observability';
import { compose } from '../../src/compose.ts';
import { slices } from '../../src/config.ts';
import { openDatabases } from '../../src/databases.ts';
import type { Base } from './bases.ts';
import type { Session } from './session.ts';

/** Asks each operation more often than a deployment allows that lets nobody ask more than once a minute. */
export async function exceedTraffic({ world, contract, coverage }: Session, bases: readonly Base[]): Promise<string[]> {
  const limits = { TRAFFIC_PER_KEY: '1', TRAFFIC_PER_USER: '1', TRAFFIC_PER_ADDRESS: '1' };
  const config = readConfig(slices, { NODE_ENV: 'test', DATABASE_URL: world.database.url, SMTP_URL: 'smtp://127.0.0.1:1', ...limits });
  const logger = createLogger({ level: 'silent', pretty: false, service: 'test' });
  const { app, close } = await compose({ config, environment: 'test', version: '0.0.0', logger, databases: openDatabases(config.database) });
  const found: string[] = [];
  try {
    for (const { operation, request } of bases) {
      const { method, url, headers, body } = request;
      for (let turn = 0; turn < 2; turn += 1) {
        const response = await app.server.inject({ method: method as 'GET', url, headers: { ...headers, authorization: `Bearer ${world.tokens.stranger ?? ''}` }, ...(body !== undefined && { payload: body }) });
        const answer = { status: response.statusCode, headers: response.headers, text: response.body };
        coverage.count(operation.operationId, answer.status);
        found.push(...contract.violations(operation, answer).map((violation) => `${operation.operationId}: ${violation}`));
        if (answer.status === 429 && response.headers['retry-after'] === undefined) found.push(`${operation.operationId}: 429 without Retry-After`);
      }
    }
  } finally {
    await app.server.close();
    await close();
  }
  return found;
}
