import type { Routes } from '@plinth/http';
import type { Billing } from '../contract/billing.ts';
import { accountRoutes } from './accounts.ts';

/** All of billing's routes; the host gives them their prefix. */
export const billingRoutes: Routes<{ billing: Billing }> = (app, modules) => {
  accountRoutes(app, modules);
};
