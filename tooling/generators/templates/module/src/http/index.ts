import type { Routes } from '@plinth/http';
import type { Workshop } from '../contract/workshop.ts';
import { widgetRoutes } from './widgets.ts';

/** All of workshop's routes; the host gives them their prefix. */
export const workshopRoutes: Routes<{ workshop: Workshop }> = (app, modules) => {
  widgetRoutes(app, modules);
};
