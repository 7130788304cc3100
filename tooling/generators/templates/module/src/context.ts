import type { ReadContext, ServiceContext } from '@plinth/module';
import type { WorkshopConfig } from './config.ts';

interface WorkshopDeps {
  readonly config: WorkshopConfig;
}

export type WorkshopReadContext = ReadContext<'workshop'> & WorkshopDeps;
export type WorkshopContext = ServiceContext<'workshop'> & WorkshopDeps;
