import fc from 'fast-check';
import { command, type Command, type Counts, outcomeOf } from '../command.ts';
import { type House, memberOf } from '../house.ts';
import { modelPlans, type PlanName, planNames } from '../plans.ts';
import { askFor, askToResume, isOver, leaveWaiting, type ModelSubscription, newSubscription, passUntil, type Status } from '../subscription.ts';
import { nowOf, type Owned, pick, subscriptionsOf, text, type World } from '../world.ts';
import { day, hour, sameTimeLater } from '../zones.ts';
import { crashes } from './crashes.ts';

type SubscriptionId = `sub_${string}`;
type Services = Parameters<Parameters<House['call']>[1]>[0];

const hasSubscriptions = (world: Readonly<World>): boolean => world.accounts.some(({ subscriptions }) => subscriptions.length > 0);

const transition = 'billing.subscription_transition';
const open: readonly Status[] = ['scheduled', 'trialing', 'active', 'paused'];

interface Step<Result> {
  readonly crash: number | null;
  /** The states that it can be done in. */
  readonly from: readonly Status[];
  call(services: Services, id: SubscriptionId, owned: Owned, now: number): Promise<Result>;
  /** Does it to the model, after all that was due before. */
  become(subscription: ModelSubscription, now: number, result: Result): void;
}

/** One of all subscriptions takes a step; where its state has none, it is refused and what was due stays undone. */
async function step<Result>(world: World, house: House, drawn: number, { crash, from, call, become }: Step<Result>): Promise<void> {
  const owned = pick(subscriptionsOf(world), drawn);
  if (!owned) return;
  const { account, subscription } = owned;
  const now = nowOf(world, account);
  const passed = structuredClone(subscription);
  passUntil(passed, now);
  const code = from.includes(passed.status) ? null : transition;
  const result = await outcomeOf(code, house.call(crash, (services) => call(services, subscription.id as SubscriptionId, owned, now)));
  if (code !== null || result === null) return;
  passUntil(subscription, now);
  become(subscription, now, result);
}

interface NewSubscription {
  readonly account: number;
  readonly plan: PlanName;
  readonly quantity: number;
  readonly startDays: number;
  readonly anchorDay: number | null;
  readonly trialDays: number;
  /** From its start, or from now. */
  readonly endHours: number | null;
  readonly crash: number | null;
}

export async function subscribe(world: World, house: House, { account: drawn, plan, quantity, startDays, anchorDay: wanted, trialDays, endHours, crash }: NewSubscription): Promise<void> {
  const account = pick(world.accounts, drawn);
  if (!account) return;
  const now = nowOf(world, account);
  const startsAt = now + startDays * day;
  const endsAt = endHours === null ? null : Math.max(now, startsAt) + endHours * hour;
  const anchorDay = modelPlans[plan].interval.months > 0 ? wanted : null;
  const terms = { startsAt: text(startsAt), ...(anchorDay !== null && { anchorDay }), trialDays, quantity: String(quantity), ...(endsAt !== null && { endsAt: text(endsAt) }) };
  const input = { accountId: account.id as `acct_${string}`, planId: house.catalogue.idOf[plan], ...terms };
  const { id } = await house.call(crash, (services) => services.createSubscription(input, memberOf(account)));
  const trialEndsAt = trialDays === 0 ? null : sameTimeLater(startsAt, trialDays, account.zone);
  const subscription = newSubscription(id, { plan, quantity: BigInt(quantity), startsAt, trialEndsAt, endsAt, zone: account.zone, anchorDay });
  account.subscriptions.push(subscription);
  passUntil(subscription, now);
}

/** Mostly none, or one that some months have not. */
export const anchorDays = fc.oneof(fc.constant(null), fc.integer({ min: 29, max: 31 }), fc.integer({ min: 1, max: 28 }));

const created = (counts: Counts) =>
  fc
    .record({ account: fc.nat(), plan: fc.constantFrom(...planNames), quantity: fc.integer({ min: 0, max: 9 }), startDays: fc.oneof(fc.constant(0), fc.integer({ min: -70, max: 20 }), fc.integer({ min: -360, max: -71 })), anchorDay: anchorDays, trialDays: fc.constantFrom(0, 0, 0, 14), endHours: fc.oneof(fc.constant(null), fc.constant(null), fc.integer({ min: 1, max: 100 * 24 })), crash: crashes })
    .map((drawn): Command =>
      command(counts, 'createSubscription', drawn, {
        possible: (world) => world.accounts.length > 0 && subscriptionsOf(world).length < 6,
        run: (world, house) => subscribe(world, house, drawn),
      }),
    );

const plans = fc.constantFrom<PlanName>(...planNames);
const quantities = fc.integer({ min: 0, max: 9 });
/** Another plan, another quantity or both; those that set different things may wait for one instant. */
const wishes = fc.oneof(
  fc.record({ plan: plans, quantity: fc.constant(null) }),
  fc.record({ plan: fc.constant(null), quantity: quantities }),
  fc.record({ plan: plans, quantity: quantities }),
);

const changed = (counts: Counts) =>
  fc
    .record({ subscription: fc.nat(), wish: wishes, atPeriodEnd: fc.boolean(), crash: crashes })
    .map(({ wish, ...drawn }) => ({ ...drawn, ...wish }))
    .map((drawn): Command =>
      command(counts, 'changeSubscription', drawn, {
        possible: hasSubscriptions,
        run: (world, house) =>
          step(world, house, drawn.subscription, {
            crash: drawn.crash,
            from: open,
            call: (services, subscriptionId, { account }) => {
              const wanted = { ...(drawn.plan && { planId: house.catalogue.idOf[drawn.plan] }), ...(drawn.quantity !== null && { quantity: String(drawn.quantity) }) };
              return services.changeSubscription({ subscriptionId, when: drawn.atPeriodEnd ? 'periodEnd' : 'now', ...wanted }, memberOf(account));
            },
            become: (subscription, now) => {
              const change = { plan: drawn.plan, quantity: drawn.quantity === null ? null : BigInt(drawn.quantity) };
              if (drawn.atPeriodEnd && subscription.period.end > now) leaveWaiting(subscription, change);
              else askFor(subscription, now, { change });
            },
          }),
      }),
    );

const withdrawn = (counts: Counts) =>
  fc.record({ change: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, 'withdrawChange', drawn, {
      possible: (world) => subscriptionsOf(world).some(({ subscription }) => subscription.pending.length > 0),
      run: async (world, house) => {
        const waiting = subscriptionsOf(world).flatMap((owned) => owned.subscription.pending.map((change) => ({ ...owned, change })));
        const found = pick(waiting, drawn.change);
        if (!found) return;
        const { account, subscription, change } = found;
        const subscriptionId = subscription.id as SubscriptionId;
        const { data } = await house.selectors.listSubscriptionChanges({ subscriptionId, limit: 100 }, memberOf(account));
        const sets = ({ planId, quantity }: { planId: string | null; quantity: string | null }) => JSON.stringify([planId, quantity]);
        const wanted = sets({ planId: change.plan && house.catalogue.idOf[change.plan], quantity: change.quantity?.toString() ?? null });
        const changeId = data.find((known) => known.state === 'waiting' && sets(known) === wanted)?.id;
        if (changeId === undefined) throw new Error('The change does not wait.');
        const now = nowOf(world, account);
        const passed = structuredClone(subscription);
        passUntil(passed, now);
        const waits = passed.pending.some(({ plan, quantity, at }) => plan === change.plan && quantity === change.quantity && at === change.at);
        const code = isOver(passed) ? transition : waits ? null : 'billing.subscription_change_not_found';
        await outcomeOf(code, house.call(drawn.crash, (services) => services.withdrawSubscriptionChange({ subscriptionId, changeId }, memberOf(account))));
        if (code !== null) return;
        passUntil(subscription, now);
        subscription.pending = subscription.pending.filter(({ plan, quantity }) => plan !== change.plan || quantity !== change.quantity);
      },
    }),
  );

const canceled = (counts: Counts) =>
  fc.record({ subscription: fc.nat(), when: fc.constantFrom('now' as const, 'periodEnd' as const, 'periodEnd' as const), credit: fc.boolean(), crash: crashes }).map((drawn): Command =>
    command(counts, 'cancelSubscription', drawn, {
      possible: hasSubscriptions,
      run: (world, house) =>
        step(world, house, drawn.subscription, {
          crash: drawn.crash,
          from: open,
          call: (services, subscriptionId, { account }) => services.cancelSubscription({ subscriptionId, when: drawn.when, ...(drawn.when === 'now' && { credit: drawn.credit }) }, memberOf(account)),
          become: (subscription, now) => {
            const { end } = subscription.period;
            if (drawn.when === 'periodEnd' && end > now) Object.assign(subscription, { cancelAt: end, cancelsAtPeriodEnd: true });
            else askFor(subscription, now, { cancel: { credit: drawn.credit || drawn.when === 'periodEnd' } });
          },
        }),
    }),
  );

const uncanceled = (counts: Counts) =>
  fc.record({ subscription: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, 'uncancelSubscription', drawn, {
      possible: hasSubscriptions,
      run: (world, house) =>
        step(world, house, drawn.subscription, {
          crash: drawn.crash,
          from: open,
          call: (services, subscriptionId, { account }) => services.uncancelSubscription({ subscriptionId }, memberOf(account)),
          become: (subscription) => Object.assign(subscription, { cancelAt: null, cancelsAtPeriodEnd: false }),
        }),
    }),
  );

const paused = (counts: Counts) =>
  fc.record({ subscription: fc.nat(), hours: fc.option(fc.integer({ min: 1, max: 60 * 24 })), crash: crashes }).map((drawn): Command => {
    const resumesAt = (now: number) => (drawn.hours === null ? null : now + drawn.hours * hour);
    return command(counts, 'pauseSubscription', drawn, {
      possible: hasSubscriptions,
      run: (world, house) =>
        step(world, house, drawn.subscription, {
          crash: drawn.crash,
          from: ['active'],
          call: (services, subscriptionId, { account }, now) => {
            const at = resumesAt(now);
            return services.pauseSubscription({ subscriptionId, ...(at !== null && { resumesAt: text(at) }) }, memberOf(account));
          },
          become: (subscription, now) => askFor(subscription, now, { pause: { resumesAt: resumesAt(now) } }),
        }),
    });
  });

const resumed = (counts: Counts) =>
  fc.record({ subscription: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, 'resumeSubscription', drawn, {
      possible: hasSubscriptions,
      run: (world, house) =>
        step(world, house, drawn.subscription, {
          crash: drawn.crash,
          from: ['paused'],
          call: (services, subscriptionId, { account }) => services.resumeSubscription({ subscriptionId }, memberOf(account)),
          become: askToResume,
        }),
    }),
  );

/** The life of subscriptions. */
export const subscriptionCommands = (counts: Counts) => [
  created(counts), changed(counts), changed(counts), changed(counts), withdrawn(counts), canceled(counts), uncanceled(counts), paused(counts), resumed(counts),
];
