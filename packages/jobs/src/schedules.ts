import type { PgBoss } from 'pg-boss';
import type { Report } from './report.ts';

/** Work that the clock starts. Of all workers of the module one runs it; a run that the module slept through is made up once. */
export interface Schedule {
  /** `purge-sessions`; unique within the module. */
  readonly name: string;
  /** Five fields of cron, in UTC. */
  readonly cron: string;
  readonly run: () => Promise<void>;
}

const queueOf = ({ name }: Schedule): string => `schedule/${name}`;

/** Run seconds at most, and the longest silence of a run's worker. */
const limits = { expireInSeconds: 900, heartbeatSeconds: 10 };
const retrying = { retryLimit: 3, retryBackoff: true, retryDelay: 5 };

export const scheduleQueues = (schedules: readonly Schedule[]): string[] => schedules.map(queueOf);

/** Writes down when each is due; those of an earlier release that are gone are taken off. */
export async function ensureSchedules(boss: PgBoss, schedules: readonly Schedule[]): Promise<void> {
  for (const schedule of schedules) {
    const options = { ...limits, ...retrying, deleteAfterSeconds: 86_400, notify: true };
    await boss.createQueue(queueOf(schedule), { ...options, policy: 'singleton' });
    await boss.updateQueue(queueOf(schedule), options);
    await boss.schedule(queueOf(schedule), schedule.cron, null, { tz: 'UTC', missed: 'once' });
  }
  const wanted = new Set(scheduleQueues(schedules));
  for (const { name } of await boss.getSchedules()) if (!wanted.has(name)) await boss.unschedule(name);
}

export async function workSchedules(boss: PgBoss, schedules: readonly Schedule[], pollSeconds: number, report: Report): Promise<void> {
  for (const schedule of schedules) {
    const polling = { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: 5 };
    await boss.work(queueOf(schedule), polling, async () => {
      try {
        await schedule.run();
      } catch (error) {
        report.failed(error, `run ${schedule.name}`);
        throw new Error('The run failed.');
      }
    });
  }
}
