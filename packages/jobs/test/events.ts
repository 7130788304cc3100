import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Driver } from '@plinth/db';
import type { TransactionSql } from 'postgres';

export const organizationCreated = 'users.organization_created';

/** Publishes `count` events of one type, as the runtime does at the end of a transaction. Resolves to their ids. */
export async function publish(tx: Driver | TransactionSql, { count = 1, type = organizationCreated } = {}): Promise<string[]> {
  const events = Array.from({ length: count }, (_, index) => ({ id: randomUUID(), payload: { index } }));
  await tx`
    insert into users.outbox (id, type, version, payload, occurred_at, request_id)
    select event.id, ${type}, 1, event.payload, now(), 'req_1'
    from jsonb_to_recordset(${JSON.stringify(events)}::text::jsonb) as event (id uuid, payload jsonb)`;
  await tx`select pg_notify('users_outbox', '')`;
  return events.map(({ id }) => id);
}

/** Looks until `holds`, and throws after `seconds`. Resolves to the seconds that it took. */
export async function eventually(holds: () => boolean | Promise<boolean>, seconds = 10): Promise<number> {
  const start = performance.now();
  for (;;) {
    const taken = (performance.now() - start) / 1000;
    if (await holds()) return taken;
    if (taken > seconds) throw new Error(`Not within ${seconds} s.`);
    await sleep(5);
  }
}
