import { compile, instant, integer, nullableText, text } from '@plinth/db';
import { decodeCursor, defaultLimit, idToUuid, pageOf, requirePermission, uuidToId } from '@plinth/kernel';
import { type SQL, sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import { type AuditEvent, auditEventKeys, type AuditEventPage, type ListAuditEvents } from '../contract/audit.ts';
import { usersErrors } from '../errors.ts';

interface Row {
  readonly id: string;
  readonly occurredAt: string;
  readonly operation: string;
  readonly outcome: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly target: string | null;
  readonly requestId: string | null;
  readonly detailed: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const filters = { owner: text, actorId: nullableText, operation: nullableText, after: instant, before: instant, beforeId: text, limit: integer };
type Parameters = Readonly<Record<keyof typeof filters, SQL>>;

/** One statement for each index: of the owner alone, with the actor, with the operation. */
const eventsWhere = (filter: (p: Parameters) => SQL) =>
  compile(
    filters,
    (_q, p) => sql<Row>`
      select e.id, e.occurred_at as "occurredAt", e.operation, e.outcome, e.actor_type as "actorType", e.actor_id as "actorId", e.target,
        e.request_id as "requestId", d.audit_event_id is not null as detailed, d.details->>'ip' as ip, d.details->>'userAgent' as "userAgent"
      from users.audit_events e left join users.audit_details d on d.audit_event_id = e.id
      where e.owner_id = ${p.owner}::text and e.occurred_at > ${p.after}::timestamptz
        and (e.occurred_at, e.id) < (${p.before}::timestamptz, ${p.beforeId}::uuid) and ${filter(p)}
      order by e.occurred_at desc, e.id desc limit ${p.limit}::integer`,
  );

const eventsOfOwner = eventsWhere((p) => sql`${p.actorId}::text is null and ${p.operation}::text is null`);
const eventsOfActor = eventsWhere((p) => sql`e.actor_id = ${p.actorId}::text and (${p.operation}::text is null or e.operation = ${p.operation}::text)`);
const eventsOfOperation = eventsWhere((p) => sql`e.operation = ${p.operation}::text and ${p.actorId}::text is null`);

/** Below every id: what happened at the instant itself is left out. */
const lowest = '00000000-0000-0000-0000-000000000000';
const longAgo = '0001-01-01T00:00:00.000Z';
const never = '9999-12-31T23:59:59.999Z';

const toAuditEvent = ({ id, occurredAt, operation, outcome, actorType, actorId, target, requestId, detailed, ip, userAgent }: Row): AuditEvent => ({
  id: uuidToId('aud', id),
  occurredAt: new Date(occurredAt).toISOString(),
  operation,
  outcome,
  actor: { type: actorType, id: actorId },
  target,
  requestId,
  client: detailed && (ip !== null || userAgent !== null) ? { ip, userAgent } : null,
});

/** What was done in the organization, newest first. */
export async function listAuditEvents({ db, actor }: UsersReadContext, input: ListAuditEvents): Promise<AuditEventPage> {
  const { organizationId, actorId = null, operation = null, occurredAfter = longAgo, occurredBefore = never, cursor, limit = defaultLimit } = input;
  requirePermission(actor, 'users:audit:read', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  const [before, beforeId] = cursor === undefined ? [occurredBefore, lowest] : startOf(cursor);
  const statement = actorId !== null ? eventsOfActor : operation !== null ? eventsOfOperation : eventsOfOwner;
  const rows = await db.run(statement, {
    owner: idToUuid(organizationId), actorId, operation, after: new Date(occurredAfter), before: new Date(before), beforeId, limit: limit + 1,
  });
  return pageOf(rows, limit, ({ occurredAt, id }) => [new Date(occurredAt).toISOString(), uuidToId('aud', id)], toAuditEvent);
}

function startOf(cursor: string): [before: string, beforeId: string] {
  const [before, id] = decodeCursor(cursor, auditEventKeys);
  return [before, idToUuid(id)];
}
