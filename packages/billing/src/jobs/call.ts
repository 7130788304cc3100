import type { Call } from '@plinth/module';

/** The run acts for the deployment. */
export const run: Call = { actor: { type: 'system', name: 'billing.run' } };
