import { service } from '@plinth/module';
import { getRole } from '../selectors/get-role.ts';
import { listRoles } from '../selectors/list-roles.ts';
import { createRole } from '../services/create-role.ts';
import { deleteRole } from '../services/delete-role.ts';
import { updateRole } from '../services/update-role.ts';
import { inOrganization } from './audit.ts';

const theRole = ({ input }: { input: { organizationId: string; role: string } }) => inOrganization(input.organizationId, input.role);

export const wiredRoles = {
  services: {
    createRole: service(createRole, { audit: ({ input }) => inOrganization(input.organizationId, input.key) }),
    updateRole: service(updateRole, { audit: theRole }),
    deleteRole: service(deleteRole, { audit: theRole }),
  },
  selectors: { getRole, listRoles },
};
