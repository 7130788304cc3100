import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';

const auditEvent = z
  .strictObject({
    id: idSchema('aud'),
    occurredAt: z.iso.datetime(),
    operation: z.string().meta({ description: 'Such as `users.updateMember`.' }),
    outcome: z.string().meta({ description: '`success`, or the code of the refusal.' }),
    actor: z.strictObject({ type: z.string(), id: z.string().nullable() }),
    target: z.string().nullable().meta({ description: 'The id of what was acted on.' }),
    requestId: z.string().nullable(),
    client: z
      .strictObject({ ip: z.string().nullable(), userAgent: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null for work of the system, and once the person has been erased.' }),
  })
  .meta({ id: 'AuditEvent' });

/** What a cursor of the list holds. */
export const auditEventKeys = z.tuple([z.iso.datetime(), idSchema('aud')]);

const auditEventPage = pageSchema('AuditEventPage', auditEvent);

export const auditSelectors = {
  listAuditEvents: operation({
    input: z.strictObject({
      organizationId: idSchema('org'),
      actorId: z.string().max(100).exactOptional().meta({ description: 'Who acted: the id of a user or a key.' }),
      operation: z.string().max(100).exactOptional().meta({ description: 'What was done, such as `users.createRole`.' }),
      occurredAfter: z.iso.datetime().exactOptional().meta({ description: 'Only what was done after this instant.' }),
      occurredBefore: z.iso.datetime().exactOptional().meta({ description: 'Only what was done before this instant.' }),
      ...pageInput,
    }),
    output: auditEventPage,
    errors: [usersErrors.organizationNotFound],
  }),
};

export type AuditEvent = z.output<typeof auditEvent>;
export type AuditEventPage = z.output<typeof auditEventPage>;
export type ListAuditEvents = InputOf<typeof auditSelectors.listAuditEvents>;

export interface AuditSelectors {
  /** What was done in the organization, newest first. */
  listAuditEvents(input: ListAuditEvents, call: Call): Promise<AuditEventPage>;
}
