import { describe } from 'vitest';
import { useDeployments } from './api-process.ts';
import { aSplitDeployment } from './split-deployment.ts';

// The same suites as in one process, with users and billing in two processes on two databases. What they ask goes to the process of
// users, which answers for billing too.
useDeployments(aSplitDeployment);

describe('in two processes', async () => {
  await import('./golden-path.e2e.test.ts');
  await import('./billing-path.e2e.test.ts');
  await import('./bad-input.e2e.test.ts');
  await import('./faults.e2e.test.ts');
  await import('./production.e2e.test.ts');
});
