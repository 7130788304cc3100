import { type Database, isConflict, isUnavailable, scopeText, type Scope, type Tx } from '@plinth/db';
import { AppError, type Clock, defineErrors, idToUuid, type Ids } from '@plinth/kernel';
import { currentTraceparent, recordEvent } from '@plinth/observability';
import { auditEntry } from './audit.ts';
import { type Call, markReplayed } from './call.ts';
import { type AuditNote, Refusal, type Work } from './definitions.ts';
import type { EventDefinition, PayloadOf, Publish } from './event.ts';
import { versionCheckOf } from './expected-version.ts';
import { type IdempotencyScope, idempotencyErrors, retentionMilliseconds } from './idempotency.ts';
import type { Observer, PublishedEvent } from './observer.ts';
import { type Statements, statementsOf } from './statements.ts';

export const runtimeErrors = defineErrors('runtime', {
  unavailable: { kind: 'unavailable', message: 'The service cannot do this just now; try again in {retryAfter} s.' },
  deadlineExceeded: { kind: 'unavailable', message: 'The deadline of the call has passed.' },
});

const attempts = 4;
const statementTimeoutMilliseconds = 15_000;

/** A call with the same key committed between our head and our tail: what we did is rolled back and theirs is replayed. */
class KeyTaken extends Error {}

export interface TransactionContext<Module extends string> {
  readonly tx: Tx<Module>;
  readonly publish: Publish;
  readonly requireVersion: (current: number) => void;
}

export interface TransactionPlan<Module extends string, Output> {
  readonly operation: string;
  readonly call: Call;
  readonly scope: Scope;
  readonly key: IdempotencyScope | undefined;
  readonly work: Work<TransactionContext<Module>, Output>;
  /** Nothing where nothing was done that is worth a tail. */
  readonly audit: (output: Output | undefined) => AuditNote | undefined;
  /** The output as it is stored for a replay. */
  readonly stored?: (output: Output) => unknown;
}

/** The milliseconds a statement of this call may take. */
function timeLeft(call: Call, clock: Clock): number {
  if (call.deadline === undefined) return statementTimeoutMilliseconds;
  const left = Date.parse(call.deadline) - clock.now().getTime();
  if (left <= 0) throw runtimeErrors.deadlineExceeded();
  return Math.min(left, statementTimeoutMilliseconds);
}

interface Runtime<Module extends string> {
  readonly database: Database<Module>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly observer?: Observer;
}

/** What a transaction has come to, once it is committed. */
interface Done<Output> {
  readonly outcome: Output | Refusal;
  readonly events: readonly PublishedEvent[];
}

function runOnce<Module extends string, Output>(
  { database, clock, ids }: Runtime<Module>,
  { head, tail }: Statements,
  { operation, call, scope, key, work, audit, stored = (output) => output }: TransactionPlan<Module, Output>,
): Promise<Done<Output>> {
  return database.transaction(scope, async (tx) => {
    const now = clock.now();
    const storedAfter = new Date(now.getTime() - retentionMilliseconds);
    const keyScope = key?.scope ?? null;
    const timeout = String(timeLeft(call, clock));
    const [opened] = await tx.run(head, { scope: scopeText(scope), timeout, lock: key?.lock ?? null, keyScope, storedAfter });
    if (opened?.locked !== true) throw idempotencyErrors.inFlight({ retryAfter: 1 });
    if (key && opened.fingerprint && opened.result !== null) {
      if (!key.fingerprint.equals(opened.fingerprint)) throw idempotencyErrors.keyReused();
      markReplayed(call);
      return { outcome: JSON.parse(opened.result) as Output, events: [] };
    }

    const events: (PublishedEvent & { readonly id: string })[] = [];
    const publish = <E extends EventDefinition>({ type, version, payload }: E, facts: PayloadOf<E>): void => {
      events.push({ id: idToUuid(ids('evt')), type, version, payload: payload.parse(facts) });
    };
    const { requireVersion, requireCompared } = versionCheckOf(call);
    const outcome = await work({ tx, publish, requireVersion });

    const refused = outcome instanceof Refusal;
    if (!refused) requireCompared(operation);
    const note = audit(refused ? undefined : outcome);
    if (!note) return { outcome, events: [] };
    const entry = auditEntry(ids('aud'), operation, refused ? outcome.error.code : 'success', call, note);
    const [closed] = await tx.run(tail, {
      now, storedAfter, requestId: call.requestId ?? null, traceparent: currentTraceparent() ?? null, events, notify: events.length, audit: entry,
      ...(refused ? { keyScope: null } : { keyScope }), fingerprint: key?.fingerprint ?? null, result: refused || !key ? null : stored(outcome),
    });
    if (closed?.stored !== true) throw new KeyTaken();
    return { outcome, events };
  });
}

/** Runs a plan in one transaction: head, work, tail. Conflicts between transactions are run again, up to four times in all. */
export function transactions<Module extends string>(runtime: Runtime<Module>) {
  const statements = statementsOf(runtime.database.module);
  return async <Output>(plan: TransactionPlan<Module, Output>): Promise<Output> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { outcome, events } = await runOnce(runtime, statements, plan);
        for (const event of events) recordEvent(event.type);
        if (events.length > 0) runtime.observer?.published?.(events);
        if (outcome instanceof Refusal) throw outcome.error;
        return outcome;
      } catch (error) {
        if (attempt < attempts && (error instanceof KeyTaken || isConflict(error))) continue;
        throw error instanceof AppError ? error : isUnavailable(error) ? runtimeErrors.unavailable({ retryAfter: 1 }) : error;
      }
    }
  };
}
