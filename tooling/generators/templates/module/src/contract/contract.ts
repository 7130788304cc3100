import { defineContract } from '@plinth/module';
import { widgetSelectors, widgetServices } from './widget.ts';

export const workshopContract = defineContract('workshop', {
  services: { ...widgetServices },
  selectors: { ...widgetSelectors },
  subscribers: {},
});
