import type { Driver } from '@plinth/db';
import type { Clock } from '@plinth/kernel';
import { createBoss } from './boss.ts';
import { deliverer } from './deliver.ts';
import type { Delivery, Subscription } from './event.ts';
import { listen, type Listening } from './listen.ts';
import { type Loop, loop } from './loop.ts';
import { purgeOf } from './purge.ts';
import { ensureQueues, queuesOf } from './queues.ts';
import { relay } from './relay.ts';
import { type Report, reportTo, type WorkerLogger } from './report.ts';
import { rescue } from './rescue.ts';
import { ensureSchedules, type Schedule, scheduleQueues, workSchedules } from './schedules.ts';
import { defaultTuning, type Tuning } from './tuning.ts';
import { within } from './within.ts';

export interface WorkerOptions {
  readonly module: string;
  /** The module's writing pool of `@plinth/db`. The worker also listens through it; closing it is the owner's. */
  readonly driver: Driver;
  readonly clock: Clock;
  readonly logger: WorkerLogger;
  /** Of all modules, to this module's events. */
  readonly subscriptions: readonly Subscription[];
  /** Resolves when the subscriber's work is committed. It is called at least once for each delivery, so it must know the second. */
  readonly deliver: (delivery: Delivery) => Promise<void>;
  readonly schedules?: readonly Schedule[];
  readonly tuning?: Partial<Tuning>;
  /** All of it, where it is left out. */
  readonly work?: WorkerWork;
}

/** What a worker does; several of them may share it. */
export interface WorkerWork {
  /** Carries events and runs what is due. */
  readonly jobs: boolean;
  /** Says what is due. */
  readonly schedules: boolean;
}

export interface Worker {
  /** Resolves after the first try; where the database is away it goes on trying by itself. */
  start(): Promise<void>;
  /** Takes no more work and resolves when what runs is done, or given back after the tuning's `stopSeconds`. For good. */
  stop(): Promise<void>;
}

const milliseconds = (seconds: number): number => seconds * 1000;
/** Before the next try after a failure. */
const retry = 500;
/** At first, where another relay or an older transaction is in the way. */
const shortest = 50;

/** Does `pass` again and again; a failure is reported and tried again. */
const persistently = (report: Report, doing: string, pass: () => Promise<number>): Loop =>
  loop(async () => {
    try {
      return await pass();
    } catch (error) {
      report.failed(error, doing);
      return retry;
    }
  });

/** Carries a module's events from its outbox to their subscribers, and runs its schedules. Any number may work side by side. */
export function createWorker(options: WorkerOptions): Worker {
  const { module, driver, clock, subscriptions, deliver, logger, work = { jobs: true, schedules: true } } = options;
  const tuning: Tuning = { ...defaultTuning, ...options.tuning };
  const poll = milliseconds(tuning.pollSeconds);
  const report = reportTo(logger, module);
  const boss = createBoss({ module, driver, logger, report, schedules: work.schedules });
  const subscribers = queuesOf(subscriptions);
  const schedules = [purgeOf({ module, driver, clock, days: tuning.keepRelayedDays }), ...(options.schedules ?? [])];
  const queues = [...subscribers, ...scheduleQueues(schedules)];

  const open = async (): Promise<void> => {
    await boss.start();
    await ensureQueues(boss, subscriptions, tuning);
    await ensureSchedules(boss, schedules);
    if (!work.jobs) return;
    const polling = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: Math.max(0.5, tuning.pollSeconds) };
    const size = { localConcurrency: 2, batchSize: Math.max(2, Math.ceil(tuning.concurrency / 2)), burstWhenBatchFull: true };
    for (const subscriber of subscribers) {
      const handler = deliverer({ subscriber, deliver, clock, retries: tuning.retries, logger });
      await boss.work(subscriber, { ...polling, ...size, perJobResults: true }, handler);
    }
    await workSchedules(boss, schedules, tuning.pollSeconds, report);
  };

  let opened = false;
  let held = shortest;
  const relayPass = async (): Promise<number> => {
    if (!opened) await open();
    opened = true;
    if (!work.jobs) return poll;
    const { batch, heartbeatSeconds } = tuning;
    const relayed = await report.watch(() => relay({ module, driver, boss, clock, subscriptions, batch, heartbeatSeconds }));
    held = relayed === 'held' ? Math.min(held * 2, poll) : shortest;
    return { all: poll, more: 0, held }[relayed];
  };
  const rescuePass = async (): Promise<number> => {
    if (opened && work.jobs) await report.watch(() => rescue(driver, boss, module, queues));
    return poll;
  };

  let started: { relaying: Loop; rescuing: Loop; listening: Listening } | undefined;
  return {
    start: async () => {
      if (!started) {
        const relaying = persistently(report, 'relay events', relayPass);
        const rescuing = persistently(report, 'look after lost jobs', rescuePass);
        started = { relaying, rescuing, listening: listen(driver, `${module}_outbox`, relaying.wake) };
      }
      await started.relaying.first;
    },
    stop: async () => {
      if (!started) return;
      const { relaying, rescuing, listening } = started;
      const ended = Promise.all([relaying.stop(), rescuing.stop(), listening.stop()]).then(() =>
        boss.stop({ close: false, graceful: true, timeout: milliseconds(tuning.stopSeconds) }),
      );
      await within(milliseconds(tuning.stopSeconds + 2), ended).catch((error: unknown) => report.failed(error, 'stop'));
    },
  };
}
