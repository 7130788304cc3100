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

export const hasSubscriptions = (world: Readonly<World>): boolean => world.accounts.some(({ subscriptions }) => subscriptions.length > 0);

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

export const plans = fc.constantFrom<PlanName>(...planNames);
export const quantities = fc.integer({ min: 0, max: 9 });
/** Another plan, another quantity or both; those that set different things may wait for one instant. */
const wishes = fc.oneof(
  fc.record({ plan: plans, quantity: fc.constant(null) }),
  fc.record({ plan: fc.constant(null), quantity: quantities }),
  fc.record({ plan: plans, quantity: quantities }),
);

interface Change {
  readonly subscription: number;
  readonly plan: PlanName | null;
  readonly quantity: number | null;
  readonly atPeriodEnd: boolean;
  readonly crash: number | null;
}

export const change = (world: World, house: House, { subscription: drawn, plan, quantity, atPeriodEnd, crash }: Change): Promise<void> =>
  step(world, house, drawn, {
    crash,
    from: open,
    call: (services, subscriptionId, { account }) => {
      const wanted = { ...(plan && { planId: house.catalogue.idOf[plan] }), ...(quantity !== null && { quantity: String(quantity) }) };
      return services.changeSubscription({ subscriptionId, when: atPeriodEnd ? 'periodEnd' : 'now', ...wanted }, memberOf(account));
    },
    become: (subscription, now) => {
      const wanted = { plan, quantity: quantity === null ? null : BigInt(quantity) };
      if (atPeriodEnd && subscription.period.end > now) leaveWaiting(subscription, wanted);
      else askFor(subscription, now, { change: wanted });
    },
  });

/** Takes back one of the changes that wait, of one subscription or of all. */
export async function withdraw(world: World, house: House, { subscription: of, change: drawn, crash }: { readonly subscription: number | null; readonly change: number; readonly crash: number | null }): Promise<void> {
  const all = subscriptionsOf(world);
  const owners = of === null ? all : [pick(all, of) ?? []].flat();
  const found = pick(owners.flatMap((owned) => owned.subscription.pending.map((waiting) => ({ ...owned, waiting }))), drawn);
  if (!found) return;
  const { account, subscription, waiting } = found;
  const subscriptionId = subscription.id as SubscriptionId;
  const { data } = await house.selectors.listSubscriptionChanges({ subscriptionId, limit: 100 }, memberOf(account));
  const sets = ({ planId, quantity }: { planId: string | null; quantity: string | null }) => JSON.stringify([planId, quantity]);
  const wanted = sets({ planId: waiting.plan && house.catalogue.idOf[waiting.plan], quantity: waiting.quantity?.toString() ?? null });
  const changeId = data.find((known) => known.state === 'waiting' && sets(known) === wanted)?.id;
  if (changeId === undefined) throw new Error('The change does not wait.');
  const now = nowOf(world, account);
  const passed = structuredClone(subscription);
  passUntil(passed, now);
  const waits = passed.pending.some(({ plan, quantity, at }) => plan === waiting.plan && quantity === waiting.quantity && at === waiting.at);
  const code = isOver(passed) ? transition : waits ? null : 'billing.subscription_change_not_found';
  await outcomeOf(code, house.call(crash, (services) => services.withdrawSubscriptionChange({ subscriptionId, changeId }, memberOf(account))));
  if (code !== null) return;
  passUntil(subscription, now);
  subscription.pending = subscription.pending.filter(({ plan, quantity }) => plan !== waiting.plan || quantity !== waiting.quantity);
}

interface Cancel {
  readonly subscription: number;
  readonly when: 'now' | 'periodEnd';
  readonly credit: boolean;
  readonly crash: number | null;
}

export const cancel = (world: World, house: House, { subscription: drawn, when, credit, crash }: Cancel): Promise<void> =>
  step(world, house, drawn, {
    crash,
    from: open,
    call: (services, subscriptionId, { account }) => services.cancelSubscription({ subscriptionId, when, ...(when === 'now' && { credit }) }, memberOf(account)),
    become: (subscription, now) => {
      const { end } = subscription.period;
      if (when === 'periodEnd' && end > now) Object.assign(subscription, { cancelAt: end, cancelsAtPeriodEnd: true });
      else askFor(subscription, now, { cancel: { credit: credit || when === 'periodEnd' } });
    },
  });

interface Named {
  readonly subscription: number;
  readonly crash: number | null;
}

export const uncancel = (world: World, house: House, { subscription: drawn, crash }: Named): Promise<void> =>
  step(world, house, drawn, {
    crash,
    from: open,
    call: (services, subscriptionId, { account }) => services.uncancelSubscription({ subscriptionId }, memberOf(account)),
    become: (subscription) => Object.assign(subscription, { cancelAt: null, cancelsAtPeriodEnd: false }),
  });

export function pause(world: World, house: House, { subscription: drawn, hours, crash }: Named & { readonly hours: number | null }): Promise<void> {
  const resumesAt = (now: number) => (hours === null ? null : now + hours * hour);
  return step(world, house, drawn, {
    crash,
    from: ['active'],
    call: (services, subscriptionId, { account }, now) => {
      const at = resumesAt(now);
      return services.pauseSubscription({ subscriptionId, ...(at !== null && { resumesAt: text(at) }) }, memberOf(account));
    },
    become: (subscription, now) => askFor(subscription, now, { pause: { resumesAt: resumesAt(now) } }),
  });
}

export const resume = (world: World, house: House, { subscription: drawn, crash }: Named): Promise<void> =>
  step(world, house, drawn, {
    crash,
    from: ['paused'],
    call: (services, subscriptionId, { account }) => services.resumeSubscription({ subscriptionId }, memberOf(account)),
    become: askToResume,
  });

const subscription = fc.nat();
export const changes = fc.record({ subscription, wish: wishes, atPeriodEnd: fc.boolean(), crash: crashes }).map(({ wish, ...drawn }) => ({ ...drawn, ...wish }));
export const withdrawals = fc.record({ subscription: fc.constant(null), change: fc.nat(), crash: crashes });
const cancels = fc.record({ subscription, when: fc.constantFrom('now' as const, 'periodEnd' as const, 'periodEnd' as const), credit: fc.boolean(), crash: crashes });
export const named = fc.record({ subscription, crash: crashes });
export const pauses = fc.record({ subscription, hours: fc.option(fc.integer({ min: 1, max: 60 * 24 })), crash: crashes });

const hasChanges = (world: Readonly<World>): boolean => subscriptionsOf(world).some(({ subscription: { pending } }) => pending.length > 0);

const commandOf = <Drawn extends object>(counts: Counts, name: string, drawn: fc.Arbitrary<Drawn>, run: (world: World, house: House, drawn: Drawn) => Promise<void>, possible = hasSubscriptions) =>
  drawn.map((values): Command => command(counts, name, values, { possible, run: (world, house) => run(world, house, values) }));

/** The life of subscriptions. */
export const subscriptionCommands = (counts: Counts) => [
  created(counts),
  commandOf(counts, 'changeSubscription', changes, change),
  commandOf(counts, 'withdrawChange', withdrawals, withdraw, hasChanges),
  commandOf(counts, 'cancelSubscription', cancels, cancel),
  commandOf(counts, 'uncancelSubscription', named, uncancel),
  commandOf(counts, 'pauseSubscription', pauses, pause),
  commandOf(counts, 'resumeSubscription', named, resume),
];
