import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { workshopContract } from '../contract/contract.ts';
import type { Workshop } from '../contract/workshop.ts';

const tag = 'Widgets';

const asked = { ownerId: 'org_01h2xcejqtf2nbrexx3vqjhp41', name: 'Analytical Engine' };
const widget = { id: 'widget_01h2xcejqtf2nbrexx3vqjhp41', ...asked, version: 1, createdAt: '2027-01-01T12:00:00.000Z' };

const createWidget = describe(workshopContract, 'createWidget', {
  tag,
  summary: 'Create a widget',
  description: 'For an organization in which the caller may write. It has each name once, however it is written.',
  body: workshopContract.services.createWidget.input,
  status: 201,
  example: { body: asked, response: widget },
});

const listWidgets = describe(workshopContract, 'listWidgets', {
  tag,
  summary: 'List widgets',
  description: 'Those that the caller may read, newest first.',
  query: z.strictObject({
    ownerId: z.string().max(100).exactOptional().meta({ description: 'Only those of this organization.' }),
    ...pageQuery,
  }),
  example: { response: { data: [widget], nextCursor: null } },
});

const getWidget = describe(workshopContract, 'getWidget', {
  tag,
  summary: 'Read a widget',
  params: workshopContract.selectors.getWidget.input,
  example: { response: widget },
});

export const widgetRoutes: Routes<{ workshop: Workshop }> = (app, { workshop }) => {
  app.post('/widgets', createWidget, (request) => workshop.services.createWidget(request.body, callOf(request)));

  app.get('/widgets', listWidgets, (request) => workshop.selectors.listWidgets(request.query, callOf(request)));

  app.get('/widgets/:widgetId', getWidget, (request) => workshop.selectors.getWidget(request.params, callOf(request)));
};
