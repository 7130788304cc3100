import { service } from '@plinth/module';
import { getOrganization } from '../selectors/get-organization.ts';
import { listAuditEvents } from '../selectors/list-audit-events.ts';
import { listOrganizations } from '../selectors/list-organizations.ts';
import { createOrganization } from '../services/create-organization.ts';
import { deleteOrganization } from '../services/delete-organization.ts';
import { transferOrganization } from '../services/transfer-organization.ts';
import { updateOrganization } from '../services/update-organization.ts';
import { inOrganization } from './audit.ts';

const itself = ({ input }: { input: { organizationId: string } }) => inOrganization(input.organizationId, input.organizationId);

export const wiredOrganizations = {
  services: {
    createOrganization: service(createOrganization, { audit: ({ output }) => (output ? inOrganization(output.id, output.id) : {}) }),
    updateOrganization: service(updateOrganization, { audit: itself }),
    deleteOrganization: service(deleteOrganization, { audit: itself }),
    transferOrganization: service(transferOrganization, { audit: ({ input }) => inOrganization(input.organizationId, input.userId) }),
  },
  selectors: { getOrganization, listOrganizations, listAuditEvents },
};
