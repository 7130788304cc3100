import fc from 'fast-check';
import type { Temporal } from 'temporal-polyfill';
import { localDateOf } from '../../rules/billing-calendar.ts';
import { decimalOf } from '../../rules/decimal.ts';
import { nextDue } from '../../rules/subscription-state.ts';
import { transitions } from '../../rules/subscription-states.ts';
import { property } from '../../rules/test/properties.ts';
import type { PlanTerms } from '../plan-terms.ts';
import { type DraftedCommand, draftCommand, type SubscriptionCommand } from './draft-command.ts';
import { type DraftedPassage, draftUntil } from './draft-passage.ts';
import type { SubscriptionLine } from './invoice-draft.ts';
import type { SubscriptionFacts } from './subscription-facts.ts';
import { aBeginning, ids, linesIn, somePlans, starts, sumOf, timeZones } from './test/facts.ts';

const seconds = fc.integer({ min: 0, max: 400 * 86_400 });

const changeTo = (terms: PlanTerms | null, quantity: bigint | null = null, when: 'now' | 'periodEnd' | undefined = 'now'): SubscriptionCommand => ({
  kind: 'change', id: ids('subchange'), terms, quantity: quantity === null ? null : decimalOf(quantity), when,
});

function begun(plan: PlanTerms, startsAt: Temporal.Instant, timeZone: string, until: Temporal.Instant) {
  const passages = draftUntil(aBeginning(plan, startsAt, timeZone), until, ids);
  const facts = passages.at(-1)?.facts;
  if (!facts) throw new Error('Nothing began.');
  return { facts, passages };
}

property('13. there and back at one instant nets to zero, and gives back no more than was billed', [somePlans, starts, timeZones, seconds, fc.bigInt(0n, 20n)], ([a, b], start, timeZone, after, seats) => {
  const at = start.add({ seconds: after });
  const { facts } = begun(a, start, timeZone, at);
  const sameInterval = a.interval.unit === b.interval.unit;
  const there = draftCommand(facts, changeTo(sameInterval ? b : null, seats), at, ids);
  const back = draftCommand(there.facts, changeTo(sameInterval ? a : null, 3n), at, ids);
  const inAdvance = linesIn([...there.passages, ...back.passages]).filter(({ timing }) => timing === 'inAdvance');
  return sumOf(inAdvance) === 0n && there.facts.state.status === 'active';
}, { runs: 100 });

property('13. what is unused of a cycle is the same whether the service ends or changes, and with what was used it is the whole', [somePlans, starts, timeZones, seconds], ([a, b], start, timeZone, after) => {
  const at = start.add({ seconds: after });
  const { facts } = begun({ ...a, proration: 'second' }, start, timeZone, at);
  const creditsOf = ({ passages }: DraftedCommand) => linesIn(passages).filter(({ reason }) => reason === 'credit');
  const [ended, changed] = [creditsOf(draftCommand(facts, { kind: 'cancel', when: 'now', credit: true }, at, ids)), creditsOf(draftCommand(facts, changeTo({ ...b, proration: 'second' }), at, ids))];
  const used = (line: SubscriptionLine) => (facts.covered.find(({ id }) => id === line.credits)?.amount ?? -1n) + line.amount;
  return ended.length === 2 && ended.every((line, index) => line.amount === changed[index]?.amount && line.amount <= 0n && used(line) >= 0n);
}, { runs: 100 });

const commands = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), plan: fc.constantFrom(0, 1, null), seats: fc.option(fc.bigInt(0n, 9n)), when: fc.constantFrom('now' as const, 'periodEnd' as const, undefined) }),
  fc.record({ kind: fc.constant('cancel' as const), when: fc.constantFrom('periodEnd' as const, 'periodEnd' as const, 'now' as const) }),
  fc.record({ kind: fc.constantFrom('uncancel' as const, 'resume' as const) }),
  fc.record({ kind: fc.constant('pause' as const), days: fc.option(fc.integer({ min: 1, max: 60 })) }),
);
type Wish = typeof commands extends fc.Arbitrary<infer Value> ? Value : never;
const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 * 86_400 }), commands), { maxLength: 8 });

function commandOf(wish: Wish, plans: readonly PlanTerms[], now: Temporal.Instant): SubscriptionCommand {
  if (wish.kind === 'cancel') return { kind: 'cancel', when: wish.when, credit: true };
  if (wish.kind === 'pause') return { kind: 'pause', resumesAt: wish.days === null ? null : now.add({ seconds: wish.days * 86_400 }) };
  if (wish.kind !== 'change') return { kind: wish.kind };
  const terms = wish.plan === null ? null : (plans[wish.plan] ?? null);
  return { kind: 'change', id: ids('subchange'), terms, quantity: wish.seats === null && terms !== null ? null : decimalOf(wish.seats ?? 1n), when: wish.when };
}

const isPossible = (facts: SubscriptionFacts, { kind }: SubscriptionCommand): boolean => transitions[kind === 'uncancel' ? 'cancel' : kind === 'withdraw' ? 'change' : kind][facts.state.status] !== undefined;

/** Lives through a history, looking in every `stride` seconds between its commands. */
function live(beginning: SubscriptionFacts, plans: readonly PlanTerms[], start: Temporal.Instant, wishes: readonly (readonly [number, Wish])[], stride: number) {
  const passages: DraftedPassage[] = [];
  let [facts, now] = [beginning, start];
  const advance = (until: Temporal.Instant) => {
    for (let next = now; next.epochMilliseconds < until.epochMilliseconds; ) {
      next = next.add({ seconds: stride });
      if (next.epochMilliseconds > until.epochMilliseconds) next = until;
      const due = draftUntil(facts, next, ids);
      passages.push(...due);
      facts = due.at(-1)?.facts ?? facts;
    }
    now = until;
  };
  const first = draftUntil(facts, now, ids);
  passages.push(...first);
  facts = first.at(-1)?.facts ?? facts;
  for (const [after, wish] of wishes) {
    advance(now.add({ seconds: after }));
    const command = commandOf(wish, plans, now);
    if (!isPossible(facts, command)) continue;
    const drafted = draftCommand(facts, command, now, ids);
    passages.push(...drafted.passages);
    facts = drafted.facts;
  }
  advance(now.add({ seconds: 396 * 86_400 }));
  return { facts, passages };
}

const textOf = ({ facts: { state, version }, passages }: ReturnType<typeof live>) =>
  JSON.stringify([
    passages.map(({ at, parts }) => [at.toString(), linesIn([{ parts } as DraftedPassage]).map(({ chargeId, period, amount, reason, sequence }) => [chargeId, period.start.toString(), period.end.toString(), amount.toString(), reason, sequence])]),
    [state.status, state.terms.id, state.quantity.toFixed(), state.period.end.toString(), nextDue(state)?.toString(), state.cancelAt?.toString(), version],
  ]);

property('11. 13 months at once are what they are day by day, with commands in between', [somePlans, starts, timeZones, history], (plans, start, timeZone, wishes) => {
  const beginning = aBeginning(plans[0], start, timeZone);
  return textOf(live(beginning, plans, start, wishes, 500 * 86_400)) === textOf(live(beginning, plans, start, wishes, 86_400));
}, { runs: 20 });

property('13. in any life each line is given back once at most, and never by more than it asked', [somePlans, starts, timeZones, history], (plans, start, timeZone, wishes) => {
  const lines = linesIn(live(aBeginning(plans[0], start, timeZone), plans, start, wishes, 500 * 86_400).passages);
  const billed = new Map(lines.map((line) => [line.id, line.amount]));
  const credits = lines.filter(({ credits: of }) => of !== null);
  return new Set(credits.map(({ credits: of }) => of)).size === credits.length && credits.every(({ credits: of, amount }) => of !== null && amount <= 0n && (billed.get(of) ?? -1n) + amount >= 0n);
}, { runs: 100 });

const inAPause: (readonly [number, Wish])[] = [[3600, { kind: 'pause', days: null }], [3600, { kind: 'change', plan: 1, seats: null, when: 'now' }], [3600, { kind: 'resume' }]];

property('10. months begin on their day, or on the last of a month without it, even where the plan came in a pause after weeks', [somePlans, starts, timeZones, fc.integer({ min: 1, max: 31 }), history], (plans, start, timeZone, day, wishes) => {
  const { facts: { state } } = live(aBeginning(plans[0], start, timeZone, day), plans, start, [...wishes, ...inAPause], 500 * 86_400);
  const end = localDateOf(state.period.end, timeZone);
  return state.status !== 'active' || state.terms.interval.unit === 'week' || end.day === Math.min(day, end.daysInMonth);
}, { runs: 200 });
