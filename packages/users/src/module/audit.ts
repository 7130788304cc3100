import { idToUuid } from '@plinth/kernel';
import type { AuditNote } from '@plinth/module';

/** The note of a call on something of an organization, in whose trail it is listed. */
export const inOrganization = (organizationId: string, target: string): AuditNote => ({ target, owner: idToUuid(organizationId) });
