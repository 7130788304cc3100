import { callOf, describe, type Routes } from '@plinth/http';
import { workshopContract } from '../contract/contract.ts';
import type { Workshop } from '../contract/workshop.ts';

const polishThing = describe(workshopContract, 'polishThing', {
  tag: 'Widgets',
  summary: 'Summary of it',
  params: workshopContract.services.polishThing.input,
  example: { response: { id: 'wdgt_01h2xcejqtf2nbrexx3vqjhp41', version: 2 } },
});

export const polishThingRoutes: Routes<{ workshop: Workshop }> = (app, { workshop }) => {
  app.post('/path/:widgetId', polishThing, (request) => workshop.services.polishThing(request.params, callOf(request)));
};
