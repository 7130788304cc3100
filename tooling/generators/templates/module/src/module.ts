import type { Actor } from '@plinth/kernel';
import { createModule, type ModuleRuntime, service } from '@plinth/module';
import type { WorkshopConfig } from './config.ts';
import { workshopContract } from './contract/contract.ts';
import type { HostedWorkshop } from './contract/workshop.ts';
import { getWidget } from './selectors/get-widget.ts';
import { listWidgets } from './selectors/list-widgets.ts';
import { createWidget } from './services/create-widget.ts';

export interface WorkshopOptions extends ModuleRuntime<'workshop'> {
  readonly config: WorkshopConfig;
}

const scopeOf = (actor: Actor): string[] => ('grants' in actor ? actor.grants.map(({ ownerId }) => ownerId) : []);

/** Puts workshop together. Each call of its services is one transaction on `database`. */
export function createWorkshop({ config, ...runtime }: WorkshopOptions): HostedWorkshop {
  return createModule(workshopContract, {
    ...runtime,
    deps: { config },
    scopeOf,
    services: {
      createWidget: service(createWidget, { audit: ({ input, output }) => ({ owner: input.ownerId, ...(output && { target: output.id }) }) }),
    },
    selectors: {
      getWidget,
      listWidgets,
    },
  });
}
