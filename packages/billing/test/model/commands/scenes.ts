import fc from 'fast-check';
import { check } from '../check.ts';
import { command, type Command, type Counts } from '../command.ts';
import type { House } from '../house.ts';
import { nextDue } from '../subscription.ts';
import { pick, subscriptionsOf, type World } from '../world.ts';
import { hour } from '../zones.ts';
import { crashes } from './crashes.ts';
import { cancel, change, changes, hasSubscriptions, named, pause, pauses, plans, quantities, resume, uncancel, withdraw, withdrawals } from './subscriptions.ts';
import { advanceClock, billUntil } from './time.ts';

/** Time goes on for a subscription by some hours, or until something happens to it by itself, and what falls due for anybody is billed. */
async function goOnUntil(world: World, house: House, { subscription: drawn, hours }: { readonly subscription: number; readonly hours: number | null }): Promise<void> {
  const owned = pick(subscriptionsOf(world), drawn);
  if (!owned) return;
  const { account: { onClock }, subscription: own } = owned;
  const now = onClock ? world.clockNow : world.now;
  const until = Math.max(now, hours === null ? (nextDue(own) ?? now) : now + hours * hour);
  await (onClock ? advanceClock(world, house, until, null) : billUntil(world, house, until, { workers: 1, crash: null }));
}

/** What is done to one subscription within a scene. */
interface Act {
  readonly name: string;
  run(world: World, house: House, subscription: number): Promise<void>;
}

const actOf = <Drawn extends object>(name: string, drawn: fc.Arbitrary<Drawn>, run: (world: World, house: House, drawn: Drawn & { readonly subscription: number }) => Promise<void>): fc.Arbitrary<Act> =>
  drawn.map((values) => ({ ...values, name, run: (world, house, which) => run(world, house, { ...values, subscription: which }) }));

const waiting = { atPeriodEnd: fc.constant(true), crash: crashes };
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: actOf('wait for a plan', fc.record({ plan: plans, quantity: fc.constant(null), ...waiting }), change) },
  { weight: 3, arbitrary: actOf('wait for a quantity', fc.record({ plan: fc.constant(null), quantity: quantities, ...waiting }), change) },
  { weight: 2, arbitrary: actOf('change', changes, change) },
  { weight: 1, arbitrary: actOf('take back', withdrawals, withdraw) },
  { weight: 1, arbitrary: actOf('pause', pauses, pause) },
  { weight: 1, arbitrary: actOf('resume', named, resume) },
  { weight: 1, arbitrary: actOf('cancel', fc.record({ when: fc.constant('periodEnd' as const), credit: fc.constant(true), crash: crashes }), cancel) },
  { weight: 1, arbitrary: actOf('uncancel', named, uncancel) },
  { weight: 3, arbitrary: actOf('go on', fc.record({ hours: fc.option(fc.integer({ min: 1, max: 20 * 24 })) }), goOnUntil) },
);

/** Several things in a row to one and the same subscription, and on to where something happens by itself: changes that wait side by side, pauses over an end. */
const played = (counts: Counts) =>
  fc.record({ subscription: fc.nat(), acts: fc.array(acts, { minLength: 2, maxLength: 6 }) }).map((drawn): Command =>
    command(counts, 'scene', drawn, {
      possible: hasSubscriptions,
      run: async (world, house) => {
        for (const act of drawn.acts) {
          await act.run(world, house, drawn.subscription);
          await check(world, house);
        }
        await goOnUntil(world, house, { subscription: drawn.subscription, hours: null });
      },
    }),
  );

export const sceneCommands = (counts: Counts) => [played(counts), played(counts), played(counts)];
