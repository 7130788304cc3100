import { service } from '@plinth/module';
import { getInvitation } from '../selectors/get-invitation.ts';
import { listInvitations } from '../selectors/list-invitations.ts';
import { previewInvitation } from '../selectors/preview-invitation.ts';
import { acceptInvitation } from '../services/accept-invitation.ts';
import { createInvitation } from '../services/create-invitation.ts';
import { resendInvitation } from '../services/resend-invitation.ts';
import { revokeInvitation } from '../services/revoke-invitation.ts';
import { inOrganization } from './audit.ts';

const theInvitation = ({ input }: { input: { organizationId: string; invitationId: string } }) => inOrganization(input.organizationId, input.invitationId);

export const wiredInvitations = {
  services: {
    createInvitation: service(createInvitation, {
      audit: ({ input, output }) => ({ ...inOrganization(input.organizationId, output?.id ?? input.organizationId), details: { email: input.email } }),
    }),
    resendInvitation: service(resendInvitation, { audit: theInvitation }),
    revokeInvitation: service(revokeInvitation, { audit: theInvitation }),
    acceptInvitation: service(acceptInvitation, {
      audit: ({ output }) => (output ? inOrganization(output.organizationId, output.organizationId) : {}),
    }),
  },
  selectors: { getInvitation, listInvitations, previewInvitation },
};
