import { readConfig } from '@plinth/config';
import { connect, createDatabase, type Database, type Driver } from '@plinth/db';
import { createIds, type Id } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import { createTestDatabase, type TestClock, testClock } from '@plinth/testing';
import { expect } from 'vitest';
import type { BillingRun } from '../../src/contract/run.ts';
import { billingConfig, billingPermissions, createBilling, type HostedBilling } from '../../src/index.ts';
import type { RollUps } from '../../src/jobs/roll-up-usage.ts';
import { billingMigrations } from '../../src/migrations.ts';
import { createBillingRun, createRollUps } from '../../src/module.ts';
import { operator } from '../../src/test/catalogue.ts';
import { dyingAt } from '../../src/test/faults.ts';
import { aMemberOf } from '../../testing/index.ts';
import { type Catalogue, publishPlans } from './plans.ts';
import { rateKeys, rates } from './taxes.ts';
import type { ModelAccount } from './world.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Billing on a PostgreSQL of its own, of which any call can be made to lose its connection. */
export interface House {
  readonly clock: TestClock;
  readonly sql: Driver;
  readonly catalogue: Catalogue;
  readonly testClockId: Id<'clock'>;
  /** Of taxes. */
  readonly rounding: Rounding;
  readonly coupons: readonly string[];
  readonly selectors: HostedBilling['selectors'];
  readonly run: BillingRun;
  readonly rollUps: RollUps;
  /** The run of a worker whose connection ends right before the nth statement. */
  dyingRun(nth: number): BillingRun;
  /** Calls the services; with `crash`, once on a connection that ends right before that statement, and then again if that ended the call. */
  call<Result>(crash: number | null, work: (services: HostedBilling['services']) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export const memberOf = ({ ownerId }: Pick<ModelAccount, 'ownerId'>): Call => ({ actor: aMemberOf([ownerId], billingPermissions) });

export type Rounding = 'perLine' | 'onTotal';

/** What a call must end with whose connection ended. */
const connectionEnded = { code: 'runtime.unavailable' };

export async function openHouse(start: number, rounding: Rounding): Promise<House> {
  const testDatabase = await createTestDatabase({ sets: billingMigrations, name: 'model' });
  const clock = testClock(new Date(start));
  const ids = createIds(clock);
  const pool = { url: testDatabase.url, connections: 3 };
  const database = createDatabase('billing', pool);
  const systemDatabase = createDatabase('billing', { ...pool, acrossOwners: true });
  const superuser = connect({ url: testDatabase.migrationUrl, connections: 1, name: 'superuser' });
  const { billing: config } = readConfig([billingConfig], { NODE_ENV: 'test', SELLER_TAX_ROUNDING: rounding });
  let armed: Database<'billing'> | null = null;
  const switched: Database<'billing'> = { ...database, transaction: (scope, work) => (armed ?? database).transaction(scope, work) };
  const billing = createBilling({ database: switched, systemDatabase, clock, ids, logger, config, rehearse: true });
  const runOn = (other: Database<'billing'>) => createBillingRun({ database: other, clock, ids, logger, config, rehearse: true });
  const { services } = billing;
  for (const key of rateKeys) {
    const { percentage, behavior, parts } = rates[key];
    await services.createTaxRate({ key, name: key, jurisdiction: 'DE', behavior, ...(parts.length > 0 ? { parts: [...parts] } : { percentage }) }, operator);
  }
  const catalogue = await publishPlans(billing);
  const coupons = ['quarter', 'fifteen', 'once'];
  await services.createCoupon({ code: 'quarter', name: 'A quarter off', duration: 'forever', percentOff: '25' }, operator);
  await services.createCoupon({ code: 'fifteen', name: 'Fifteen euros off', duration: 'repeating', periods: 2, amountsOff: [{ currency: 'EUR', amount: '15' }] }, operator);
  await services.createCoupon({ code: 'once', name: 'A third off, once', duration: 'once', percentOff: '33' }, operator);
  const { id: testClockId } = await services.createTestClock({ now: clock.now().toISOString() }, operator);
  return {
    clock,
    sql: testDatabase.driver('billing'),
    catalogue,
    testClockId,
    rounding,
    coupons,
    selectors: billing.selectors,
    run: runOn(systemDatabase),
    rollUps: createRollUps(systemDatabase),
    dyingRun: (nth) => runOn(dyingAt(systemDatabase, superuser, nth).database),
    call: async (crash, work) => {
      if (crash === null) return work(services);
      const dying = dyingAt(database, superuser, crash);
      armed = dying.database;
      try {
        return await work(services);
      } catch (error) {
        if (!dying.died()) throw error;
        expect(error).toMatchObject(connectionEnded);
      } finally {
        armed = null;
      }
      return work(services);
    },
    close: async () => {
      await Promise.all([database.close(), systemDatabase.close(), superuser.end()]);
      await testDatabase.close();
    },
  };
}
