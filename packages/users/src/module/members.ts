import { service } from '@plinth/module';
import { explainAccess } from '../selectors/explain-access.ts';
import { getMember } from '../selectors/get-member.ts';
import { listMembers } from '../selectors/list-members.ts';
import { removeMember } from '../services/remove-member.ts';
import { updateMember } from '../services/update-member.ts';
import { inOrganization } from './audit.ts';

const theMember = ({ input }: { input: { organizationId: string; userId: string } }) => inOrganization(input.organizationId, input.userId);

export const wiredMembers = {
  services: {
    updateMember: service(updateMember, { audit: theMember }),
    removeMember: service(removeMember, { audit: theMember }),
  },
  selectors: { getMember, listMembers, explainAccess },
};
