import type { Schedule } from '@plinth/jobs';
import type { Call } from '@plinth/module';
import type { Upkeep } from '../contract/upkeep.ts';

const call: Call = { actor: { type: 'system', name: 'users.upkeep' } };

/** Does what is due at this moment. */
export async function keepUp({ services, selectors }: Upkeep): Promise<void> {
  const due = await selectors.findUpkeep({}, call);
  if (due.endedSessions) await services.purgeSessions({}, call);
  if (due.expired) await services.purgeExpired({}, call);
  if (due.signingKeys) await services.tendSigningKeys({}, call);
  if (due.unusedKeys) await services.tendUnusedKeys({}, call);
}

/** Every hour, off the full one. */
export const upkeepSchedule = (upkeep: Upkeep): Schedule => ({ name: 'keep-up', cron: '37 * * * *', run: () => keepUp(upkeep) });
