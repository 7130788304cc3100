import { service } from '@plinth/module';
import { getOrganization } from '../selectors/get-organization.ts';
import { listOrganizations } from '../selectors/list-organizations.ts';
import { createOrganization } from '../services/create-organization.ts';

export const wiredOrganizations = {
  services: {
    createOrganization: service(createOrganization, { audit: ({ output }) => (output ? { target: output.id } : {}) }),
  },
  selectors: { getOrganization, listOrganizations },
};
