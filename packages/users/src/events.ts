import { idSchema } from '@plinth/kernel';
import { defineEvents, type EventDefinition } from '@plinth/module';
import { z } from 'zod';

const organizationCreated = z.strictObject({ organizationId: idSchema('org'), name: z.string() });

const organizationDeleted = z.strictObject({ organizationId: idSchema('org') });

const invitationMailRequested = z.strictObject({ invitationId: idSchema('invite') });

/** What a mail is about; each purpose has a writer in `services/mails/`. */
const mailPurpose = z.enum(['verify_email', 'reset_password', 'sign_in', 'change_email', 'email_changed', 'password_changed']);

/** Whom to mail is found when the mail is sent; both ids are null where there is nobody. Version 1 had no purpose but the first. */
const mailRequested = z.strictObject({
  purpose: mailPurpose.exactOptional(),
  signUpId: idSchema('signup').nullable(),
  userId: idSchema('user').nullable(),
});

export type MailPurpose = z.output<typeof mailPurpose>;

/** To who answers for a key: that it leaked and was revoked, or that nobody uses it. */
const apiKeyNoticeRequested = z.strictObject({ keyId: idSchema('key'), notice: z.enum(['leaked', 'unused']) });

export interface UsersEvents {
  readonly organizationCreated: EventDefinition<typeof organizationCreated>;
  readonly organizationDeleted: EventDefinition<typeof organizationDeleted>;
  /** For the module's own worker, as is the next. */
  readonly invitationMailRequested: EventDefinition<typeof invitationMailRequested>;
  readonly mailRequested: EventDefinition<typeof mailRequested>;
  /** For the module's own worker. */
  readonly apiKeyNoticeRequested: EventDefinition<typeof apiKeyNoticeRequested>;
}

/** Every version that was ever published has a golden file in `events/`, which these schemas must still read. */
export const usersEvents: UsersEvents = defineEvents('users', {
  organizationCreated: { version: 1, payload: organizationCreated },
  organizationDeleted: { version: 1, payload: organizationDeleted },
  invitationMailRequested: { version: 1, payload: invitationMailRequested },
  mailRequested: { version: 2, payload: mailRequested },
  apiKeyNoticeRequested: { version: 1, payload: apiKeyNoticeRequested },
});
