import { accessErrors, AppError, ownersWith } from '@plinth/kernel';
import type { BillingContext, BillingReadContext } from '../context.ts';
import type { RecordUsageEvent, RecordUsageEvents, UsageReceipt, UsageReceipts } from '../contract/usage.ts';
import type { UsageEvent, UsageEventCandidate } from '../contract/usage-event.ts';
import { billingErrors } from '../errors.ts';
import { about, refusalOf } from '../rules/usage-acceptance.ts';
import { isStorable } from '../rules/usage-data.ts';
import { type ReadEvent, readUsageEvent } from '../rules/usage-event.ts';
import { accountsInTime, metersOfTypes } from '../selectors/usage-facts.ts';
import { batchOf, type CountableEvent, storeUsageEvents, type UsageBatch } from './store-usage-events.ts';

export interface JudgedEvents {
  /** Those that may be counted, in order. */
  readonly countable: UsageBatch;
  /** For each event why it may not be counted, or nothing. */
  readonly refusals: readonly (AppError | undefined)[];
}

const permission = 'billing:usage:write';

/**
 * Judges the events one by one, before any connection is held. `access.forbidden` for a caller who may write no one's usage; of
 * other callers, events of an account that they may not write are refused one by one.
 */
async function judge({ db, clock, actor }: BillingReadContext, candidates: readonly UsageEventCandidate[]): Promise<JudgedEvents> {
  const writable = new Set(ownersWith(actor, permission));
  if (writable.size === 0 && 'grants' in actor && actor.grants.length > 0) throw accessErrors.forbidden({ permission });
  const events = candidates.map(readUsageEvent);
  const read = events.filter((event): event is ReadEvent => !(event instanceof AppError));
  const [accounts, meters] = await Promise.all([
    accountsInTime(db, clock, [...new Set(read.map(({ accountId }) => accountId))]),
    metersOfTypes(db, [...new Set(read.map(({ type }) => type))]),
  ]);

  const judged = events.map((event): CountableEvent | AppError => {
    if (event instanceof AppError) return event;
    const account = accounts.get(event.accountId);
    if (!account) return about('/subject', billingErrors.accountNotFound({ accountId: event.accountId }));
    const { ownerId, now } = account;
    if (!writable.has(ownerId)) return about('/subject', accessErrors.forbidden({ permission }));
    return refusalOf(event, now, meters) ?? { event, ownerId, at: event.at ?? now };
  });
  return {
    countable: batchOf(judged.filter((one): one is CountableEvent => !(one instanceof AppError))),
    refusals: judged.map((one) => (one instanceof AppError ? one : undefined)),
  };
}

function idOf(candidate: UsageEventCandidate | undefined): { id?: string } {
  const id = typeof candidate === 'object' && candidate !== null && 'id' in candidate ? candidate.id : undefined;
  return typeof id === 'string' && isStorable(id) ? { id } : {};
}

/** What became of each event. */
async function record({ tx, clock }: BillingContext, candidates: readonly UsageEventCandidate[], { countable, refusals }: JudgedEvents): Promise<('accepted' | 'duplicate' | AppError)[]> {
  const stored = (await storeUsageEvents(tx, countable, clock.now())).values();
  return refusals.map((refusal, position) => {
    if (refusal) return refusal;
    const status = stored.next().value;
    if (status === 'accepted' || status === 'duplicate') return status;
    const { id, source } = candidates[position] as UsageEvent;
    return about('/id', billingErrors.usageEventConflict({ id, source }));
  });
}

export const judgeEvents = (context: BillingReadContext, { events }: RecordUsageEvents): Promise<JudgedEvents> => judge(context, events);

/**
 * Counts each event once, whatever batches it comes in. An event that is refused takes no other with it: its receipt says why.
 */
export async function recordUsageEvents(context: BillingContext, { events }: RecordUsageEvents, judged: JudgedEvents): Promise<UsageReceipts> {
  const outcomes = await record(context, events, judged);
  const data = outcomes.map((outcome, position): UsageReceipt => {
    const candidate = events[position];
    if (!(outcome instanceof AppError)) return { id: (candidate as UsageEvent).id, status: outcome };
    const { code, message, issues } = outcome;
    return { ...idOf(candidate), status: 'rejected', code, message, errors: [...issues] };
  });
  return { data };
}

export const judgeEvent = (context: BillingReadContext, { event }: RecordUsageEvent): Promise<JudgedEvents> => judge(context, [event]);

/** Counts one event once; why it is refused is thrown. */
export async function recordUsageEvent(context: BillingContext, { event }: RecordUsageEvent, judged: JudgedEvents): Promise<UsageReceipts> {
  const outcomes = await record(context, [event], judged);
  const data = outcomes.map((outcome): UsageReceipt => {
    if (outcome instanceof AppError) throw outcome;
    return { ...idOf(event), status: outcome };
  });
  return { data };
}
