import type { Driver } from '@plinth/db';
import type { Users } from '@plinth/users';

const senders: Readonly<Record<string, string>> = { 'users.mail_requested': 'users.sendMail', 'users.invitation_mail_requested': 'users.sendInvitation' };

interface Waiting {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: string;
  readonly occurredAt: Date;
}

/** Does what a worker does about mails that were asked for; one that has left does not leave again. */
export async function deliverMails(users: Users, sql: Driver): Promise<void> {
  const events = await sql<Waiting[]>`
    select id, type, version, payload, occurred_at as "occurredAt" from users.outbox where type = any(${Object.keys(senders)}) order by position`;
  for (const { occurredAt, payload, ...event } of events) {
    const delivery = { subscriber: senders[event.type] ?? '', event: { ...event, payload: JSON.parse(payload) as Parameters<Users['receive']>[0]['event']['payload'], occurredAt: new Date(occurredAt).toISOString() } };
    await users.receive(delivery, { actor: { type: 'system', name: 'test' } });
  }
}
