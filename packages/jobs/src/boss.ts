import type { Driver } from '@plinth/db';
import { PgBoss } from 'pg-boss';
import { queueDatabase } from './queue-database.ts';
import { jobSchema } from './queues.ts';
import type { Report, WorkerLogger } from './report.ts';

export interface BossOptions {
  readonly module: string;
  readonly driver: Driver;
  readonly logger: WorkerLogger;
  readonly report: Report;
  /** Whether this one looks for schedules that are due. */
  readonly schedules: boolean;
}

/** pg-boss on the module's pool and schema; the schema is there already, and stays as it is. */
export function createBoss({ module, driver, logger, report, schedules }: BossOptions): PgBoss {
  const boss = new PgBoss({
    db: queueDatabase(driver, report),
    schema: jobSchema(module),
    migrate: false,
    schedule: schedules,
    useListenNotify: true,
    // The runtime makes the spans, one for each call.
    openTelemetry: { enabled: false },
    registerInstance: false,
    reindex: false,
    maintenanceIntervalSeconds: 600,
    flowIntervalSeconds: 3600,
  });
  boss.on('error', (error) => report.failed(error, 'run its queue'));
  boss.on('warning', ({ message, data }) => logger.warn({ module, type: 'type' in data ? data.type : undefined }, message));
  return boss;
}

