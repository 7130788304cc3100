import fc from 'fast-check';
import { expect } from 'vitest';
import { billDue } from '../../src/jobs/bill-due.ts';
import { continueAdvance } from '../../src/jobs/continue-advance.ts';
import { operator } from '../../src/test/catalogue.ts';
import { check } from './check.ts';
import { checkLateCalls } from './check-late-calls.ts';
import type { Command, Counts } from './command.ts';
import { accountCommands, openAccount } from './commands/accounts.ts';
import { invoiceCommands } from './commands/invoices.ts';
import { sceneCommands } from './commands/scenes.ts';
import { anchorDays, subscribe, subscriptionCommands } from './commands/subscriptions.ts';
import { timeCommands } from './commands/time.ts';
import { usageCommands } from './commands/usage.ts';
import { findInvoices } from './found.ts';
import { type House, openHouse, type Rounding } from './house.ts';
import type { PlanName } from './plans.ts';
import { nextDue } from './subscription.ts';
import { taxes } from './taxes.ts';
import { newWorld, text, type World } from './world.ts';
import { day, zones } from './zones.ts';

/** Before a month that is too short, a leap day, and the Sundays on which clocks are set in America, Europe and Australia: Sundays too, so that weeks end there. */
const moments = [[2027, 0, 31, 9], [2027, 2, 7, 12], [2027, 2, 28, 16], [2027, 9, 24, 12], [2027, 9, 31, 14], [2027, 11, 31, 13], [2028, 0, 30, 23], [2028, 1, 29, 5]] as const;
const starts = fc.constantFrom(...moments.map(([year, month, date, hours]) => Date.UTC(year, month, date, hours)));

const account = fc.record({ plan: fc.constantFrom<PlanName>('large', 'large', 'daily', 'weekly'), zone: fc.constantFrom(...zones), tax: taxes, anchorDay: anchorDays, startDays: fc.constantFrom(0, 0, -20) });

/** What a history begins with: a live account that pays at once, and one on the test clock that pays after some days, with a subscription each. */
const beginnings = fc.record({ start: starts, rounding: fc.constantFrom<Rounding>('perLine', 'onTotal'), live: account, onClock: account });

type Beginning = typeof beginnings extends fc.Arbitrary<infer Drawn> ? Drawn : never;

async function begin(world: World, house: House, { live, onClock }: Beginning): Promise<void> {
  await openAccount(world, house, { onClock: false, graceDays: 0, ...live, crash: null });
  await openAccount(world, house, { onClock: true, graceDays: 3, ...onClock, crash: null });
  for (const [index, own] of [live, onClock].entries()) await subscribe(world, house, { account: index, quantity: 3, ...own, trialDays: 0, endHours: null, crash: null });
  await check(world, house);
}

/** Longer than a month and any time of grace. */
const twoMonths = 62 * day;

/** Time goes on until all that came late has had a later invoice. */
async function settle(world: World, house: House): Promise<void> {
  const { run, clock, testClockId, sql, catalogue, call } = house;
  clock.set(new Date(world.now + twoMonths));
  await billDue(run);
  await call(null, (services) => services.advanceTestClock({ testClockId, to: text(world.clockNow + twoMonths) }, operator));
  while (!(await continueAdvance(run, testClockId)));
  const end = Math.min(world.now, world.clockNow) + twoMonths;
  checkLateCalls(world, catalogue, await findInvoices(sql), (subscription) => (nextDue(subscription) ?? Infinity) <= end);
}

export interface Histories {
  readonly runs: number;
  /** Of one history, at most. */
  readonly commands: number;
  /** Tries no others after that (milliseconds), unless a seed is given. */
  readonly within: number;
}

/** Histories that are lived side by side, as most of their time is PostgreSQL's. */
const lanes = 3;

/**
 * Lives random histories through, in billing and in the model, and looks after each step whether they agree. What was tried is printed; a failure
 * prints the shortest history that fails and the seed (`PROPERTY_SEED`).
 */
export async function liveThrough({ runs, commands, within }: Histories): Promise<void> {
  const counts: Counts = new Map();
  const all: fc.Arbitrary<Command>[] = [accountCommands, subscriptionCommands, sceneCommands, timeCommands, usageCommands, invoiceCommands].flatMap((family) => family(counts));
  const histories = fc.commands(all, { maxCommands: commands, size: 'max' });
  const given = process.env['PROPERTY_SEED'];
  const known = process.env['BILLING_MUTATION'] !== undefined;
  const until = performance.now() + within;
  let lived = 0;
  let failed = false;
  const live = fc.asyncProperty(beginnings, histories, async (beginning, history) => {
    if (given === undefined && (performance.now() > until || (known && failed))) return;
    lived += 1;
    const house = await openHouse(beginning.start, beginning.rounding);
    const world = newWorld(beginning.start);
    try {
      await begin(world, house, beginning);
      await fc.asyncModelRun(() => ({ model: world, real: house }), history);
      await settle(world, house);
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      await house.close();
    }
  });
  const tried = await Promise.all(
    given === undefined
      ? Array.from({ length: lanes }, () => fc.check(live, { numRuns: Math.ceil(runs / lanes) }))
      : [fc.check(live, { numRuns: runs, seed: Number.parseInt(given, 10) })],
  );
  const made = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`histories: ${lived} runs, seeds ${tried.map(({ seed }) => seed).join(', ')}: ${made.join(', ')}\n`);
  for (const details of tried.filter(({ failed }) => failed)) {
    throw new Error(fc.defaultReportMessage(details) ?? 'The model and billing do not agree.', { cause: details.errorInstance });
  }
  expect(lived).toBeGreaterThan(0);
}
