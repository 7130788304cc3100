import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';

export const workshopConfig = defineConfig('workshop', {
  WIDGETS_PER_OWNER: setting(z.int().min(1).max(1_000_000), {
    default: 10_000,
    describe: 'The most widgets that one organization may have.',
  }),
});

export type WorkshopConfig = ConfigOf<typeof workshopConfig>;
