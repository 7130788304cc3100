import fc from 'fast-check';
import { expect } from 'vitest';
import { billDue } from '../../../src/jobs/bill-due.ts';
import { continueAdvance } from '../../../src/jobs/continue-advance.ts';
import { operator } from '../../../src/test/catalogue.ts';
import { command, type Command, type Counts } from '../command.ts';
import type { House } from '../house.ts';
import { nextDue, passUntil } from '../subscription.ts';
import { subscriptionsOf, text, type World } from '../world.ts';
import { day, hour } from '../zones.ts';
import { crashes } from './crashes.ts';

/** How far time goes on: some hours, up to two months, or exactly to where something falls due. */
const spans = fc.oneof(fc.integer({ min: 1, max: 72 }).map((hours) => hours * hour), fc.integer({ min: 1, max: 62 }).map((days) => days * day), fc.constant('due' as const));

type Span = number | 'due';

function target(world: Readonly<World>, now: number, onClock: boolean, span: Span): number {
  if (span !== 'due') return now + span;
  const dues = subscriptionsOf(world).filter(({ account }) => account.onClock === onClock).flatMap(({ subscription }) => nextDue(subscription) ?? []);
  return Math.max(now, dues.length === 0 ? now + hour : Math.min(...dues));
}

function passAll(world: World, onClock: boolean, until: number): void {
  for (const { account, subscription } of subscriptionsOf(world)) if (account.onClock === onClock) passUntil(subscription, until);
}

const died = (error: unknown): void => {
  expect(error).toMatchObject({ code: 'runtime.unavailable' });
};

const advanced = (counts: Counts) =>
  fc.record({ span: spans }).map((drawn): Command =>
    command(counts, 'timeGoesOn', drawn, {
      run: async (world, house) => {
        world.now = target(world, world.now, false, drawn.span);
        house.clock.set(new Date(world.now));
      },
    }),
  );

/** Several workers at once, of which one may lose its connection; then one that ends what they left. */
async function billAll(house: House, workers: number, crash: number | null): Promise<void> {
  const others = Array.from({ length: workers - 1 }, () => billDue(house.run));
  await Promise.all([crash === null ? billDue(house.run) : billDue(house.dyingRun(crash)).catch(died), ...others]);
  await billDue(house.run);
}

/** The live accounts' time goes on, and all that is due is billed. */
export async function billUntil(world: World, house: House, until: number, { workers, crash }: { readonly workers: number; readonly crash: number | null }): Promise<void> {
  world.now = until;
  house.clock.set(new Date(world.now));
  await billAll(house, workers, crash);
  passAll(world, false, world.now);
  expect(await house.sql`select id, due_at from billing.subscriptions where test_clock_id is null and due_at <= ${text(world.now)}`).toEqual([]);
  expect(await house.sql`select id, finalization_failure from billing.invoices where test_clock_id is null and finalizes_at <= ${text(world.now)}`).toEqual([]);
}

/** The test clock's time goes on, which bills what falls due on the way. */
export async function advanceClock(world: World, house: House, to: number, crash: number | null): Promise<void> {
  const { testClockId } = house;
  await house.call(crash, (services) => services.advanceTestClock({ testClockId, to: text(to) }, operator));
  if (crash !== null) await continueAdvance(house.dyingRun(crash), testClockId).catch(died);
  while (!(await continueAdvance(house.run, testClockId)));
  world.clockNow = to;
  passAll(world, true, to);
  await expect(house.selectors.getTestClock({ testClockId }, operator)).resolves.toMatchObject({ status: 'ready', now: text(to) });
  expect(await house.sql`select id, due_at from billing.subscriptions where test_clock_id is not null and due_at <= ${text(to)}`).toEqual([]);
  expect(await house.sql`select id, finalization_failure from billing.invoices where test_clock_id is not null and finalizes_at <= ${text(to)}`).toEqual([]);
}

const billed = (counts: Counts) =>
  fc
    .record({ span: fc.option(spans), workers: fc.integer({ min: 1, max: 3 }), crash: crashes })
    .map((drawn): Command =>
      command(counts, 'billAll', drawn, { run: (world, house) => billUntil(world, house, drawn.span === null ? world.now : target(world, world.now, false, drawn.span), drawn) }),
    );

const clockAdvanced = (counts: Counts) =>
  fc
    .record({ span: spans, crash: crashes })
    .map((drawn): Command => command(counts, 'advanceTestClock', drawn, { run: (world, house) => advanceClock(world, house, target(world, world.clockNow, true, drawn.span), drawn.crash) }));

/** Time goes on, and what falls due is billed, by workers side by side. */
export const timeCommands = (counts: Counts) => [advanced(counts), billed(counts), billed(counts), billed(counts), clockAdvanced(counts), clockAdvanced(counts)];
