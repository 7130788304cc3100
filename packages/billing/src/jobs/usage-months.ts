import type { Schedule } from '@plinth/jobs';
import type { Clock } from '@plinth/kernel';

const day = 86_400_000;

/** Every day: the partitions of this month and the two after it, so that no event of a live account has to make its own. */
export const usageMonthsSchedule = (clock: Clock, ensure: (instants: readonly number[]) => Promise<void>): Schedule => ({
  name: 'make-usage-months',
  cron: '23 3 * * *',
  run: () => ensure([0, 31, 62].map((days) => clock.now().getTime() + days * day)),
});
