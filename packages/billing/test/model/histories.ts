import fc from 'fast-check';
import { expect } from 'vitest';
import type { Command, Counts } from './command.ts';
import { accountCommands, openAccount } from './commands/accounts.ts';
import { invoiceCommands } from './commands/invoices.ts';
import { subscribe, subscriptionCommands } from './commands/subscriptions.ts';
import { timeCommands } from './commands/time.ts';
import { usageCommands } from './commands/usage.ts';
import { type House, openHouse } from './house.ts';
import { newWorld, type World } from './world.ts';

/** The last day of a month, whose cycles visit the end of each. */
const start = Date.UTC(2027, 0, 31, 9);

/** A live account that pays at once, and one on the test clock that pays after some days, with a subscription each. */
async function begin(world: World, house: House): Promise<void> {
  await openAccount(world, house, { onClock: false, zone: 'UTC', graceDays: 0, tax: 'vat', crash: null });
  await openAccount(world, house, { onClock: true, zone: 'Asia/Kolkata', graceDays: 3, tax: null, crash: null });
  for (const account of [0, 1]) await subscribe(world, house, { account, plan: 'large', quantity: 3, startDays: 0, trialDays: 0, endHours: null, crash: null });
}

export interface Histories {
  readonly runs: number;
  /** Of one history, at most. */
  readonly commands: number;
  /** Tries no others after that (milliseconds), unless a seed is given. */
  readonly within: number;
}

/**
 * Lives random histories through, in billing and in the model, and looks after each step whether they agree. What was tried is printed; a failure
 * prints the shortest history that fails and the seed (`PROPERTY_SEED`).
 */
export async function liveThrough({ runs, commands, within }: Histories): Promise<void> {
  const counts: Counts = new Map();
  const all: fc.Arbitrary<Command>[] = [accountCommands, subscriptionCommands, timeCommands, usageCommands, invoiceCommands].flatMap((family) => family(counts));
  const histories = fc.commands(all, { maxCommands: commands, size: 'max' });
  const seed = process.env['PROPERTY_SEED'];
  const until = performance.now() + within;
  let lived = 0;
  const details = await fc.check(
    fc.asyncProperty(histories, async (history) => {
      if (seed === undefined && performance.now() > until) return;
      lived += 1;
      const house = await openHouse(start);
      const world = newWorld(start);
      try {
        await begin(world, house);
        await fc.asyncModelRun(() => ({ model: world, real: house }), history);
      } finally {
        await house.close();
      }
    }),
    { numRuns: runs, ...(seed !== undefined && { seed: Number.parseInt(seed, 10) }) },
  );
  const made = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`histories: ${lived} runs, seed ${details.seed}: ${made.join(', ')}\n`);
  if (details.failed) throw new Error(fc.defaultReportMessage(details) ?? 'The model and billing do not agree.', { cause: details.errorInstance });
  expect(lived).toBeGreaterThan(0);
}
