import { needsTool, findTool } from '@plinth/vitest/long';
import { describe, expect } from 'vitest';
import { useDeployments } from './api-process.ts';
import { aPooledDeployment } from './pooled-deployment.ts';

useDeployments(aPooledDeployment);

needsTool('pgbouncer')('a pooler keeps connections between transactions', async () => {
  const deployment = await aPooledDeployment();
  const api = await deployment.start();
  const rows = await deployment.database.driver('users')`select count(*)::int as connections from pg_stat_activity where datname = current_database() and usename = 'plinth_users'`;
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  expect(Number(rows[0]?.['connections'])).toBeGreaterThan(0);
  await deployment.close();
});

if (findTool('pgbouncer') !== undefined) {
  describe('behind PgBouncer', async () => {
    await import('./golden-path.e2e.test.ts');
    await import('./billing-path.e2e.test.ts');
    await import('./bad-input.e2e.test.ts');
    await import('./faults.e2e.test.ts');
  });
}
