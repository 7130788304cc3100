import { idSchema } from '@plinth/kernel';
import { defineEvents, type EventDefinition } from '@plinth/module';
import { z } from 'zod';

const widgetCreated = z.strictObject({ widgetId: idSchema('widget'), ownerId: z.string() });

export interface WorkshopEvents {
  readonly widgetCreated: EventDefinition<typeof widgetCreated>;
}

/** Every version that was ever published has a golden file in `events/`, which these schemas must still read. */
export const workshopEvents: WorkshopEvents = defineEvents('workshop', {
  widgetCreated: { version: 1, payload: widgetCreated },
});
