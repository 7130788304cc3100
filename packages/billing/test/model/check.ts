import { checkInvoices } from './check-invoices.ts';
import { checkLateCalls } from './check-late-calls.ts';
import { checkLedger } from './check-ledger.ts';
import { checkSubscriptions } from './check-subscriptions.ts';
import { findInvoices } from './found.ts';
import type { House } from './house.ts';
import { pairLines } from './pair-lines.ts';
import type { World } from './world.ts';

/** All that must hold at any moment. */
export async function check(world: World, house: House): Promise<void> {
  await checkSubscriptions(world, house);
  const invoices = await findInvoices(house.sql);
  pairLines(world, house.catalogue, invoices);
  checkInvoices(world, house, invoices);
  checkLateCalls(world, house.catalogue, invoices);
  await checkLedger(house.sql);
}
