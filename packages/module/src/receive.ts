import { compile, type Database, text } from '@plinth/db';
import type { Delivery } from '@plinth/jobs';
import type { Clock } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { Call } from './call.ts';
import type { ReadContext, ServiceContext, Shared } from './context.ts';
import type { SubscriberDefinition } from './definitions.ts';
import type { EventDefinition } from './event.ts';
import type { Observer } from './observer.ts';
import { observed } from './operation.ts';
import { statementsOf } from './statements.ts';
import type { TransactionPlan } from './transaction.ts';

interface ReceiverOptions<Module extends string, Deps extends object> {
  readonly module: Module;
  readonly database: Database<Module>;
  readonly clock: Clock;
  readonly events: Readonly<Record<string, EventDefinition>>;
  readonly subscribers: Readonly<Record<string, SubscriberDefinition<ReadContext<Module> & Deps, ServiceContext<Module> & Deps, unknown>>>;
  readonly observer: Observer | undefined;
  readonly inTransaction: <Output>(plan: TransactionPlan<Module, Output>) => Promise<Output>;
  readonly sharedBy: (call: Call) => Shared & Deps;
  readonly readBy: (call: Call) => ReadContext<Module> & Deps;
}

/** Takes deliveries: the subscriber's work and the inbox row commit together, so a second delivery finds it done. */
export function receiver<Module extends string, Deps extends object>(options: ReceiverOptions<Module, Deps>) {
  const { module, database, clock, events, subscribers, observer, inTransaction, sharedBy, readBy } = options;
  const { receive } = statementsOf(module);
  const inbox = sql`${sql.identifier(module)}.inbox`;
  const received = compile(
    { eventId: text, subscriber: text },
    (_q, p) => sql<{ done: boolean }>`select true as done from ${inbox} where event_id = ${p.eventId}::uuid and subscriber = ${p.subscriber}::text`,
  );

  return async ({ subscriber, event }: Delivery, call: Call): Promise<void> => {
    const name = subscriber.slice(module.length + 1);
    const [definition, awaited] = [subscribers[name], events[name]];
    if (!definition || !awaited) throw new Error(`${module} has no subscriber ${name}.`);
    const entry = { eventId: event.id, subscriber };
    await observed({ module, name, kind: 'subscriber' }, observer, async () => {
      const [seen] = definition.hasBefore ? await database.reader([]).run(received, entry) : [];
      if (seen) return;
      const work = await definition.prepare(readBy(call), awaited.payload.parse(event.payload));
      await inTransaction<{ readonly isFirst: boolean }>({
        operation: subscriber,
        call,
        scope: [],
        key: undefined,
        work: async (transaction) => {
          const [first] = await transaction.tx.run(receive, { ...entry, now: clock.now() });
          if (first) await work({ ...sharedBy(call), ...transaction });
          return { isFirst: first !== undefined };
        },
        audit: (done) => (done?.isFirst === true ? { target: event.id } : undefined),
      });
    });
  };
}
