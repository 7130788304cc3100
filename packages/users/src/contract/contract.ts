import { defineContract } from '@plinth/module';
import { usersEvents } from '../events.ts';
import { accessTokenSelectors, accessTokenServices } from './access-tokens.ts';
import { apiKeySelectors, apiKeyServices } from './api-keys.ts';
import { auditSelectors } from './audit.ts';
import { credentialServices } from './credentials.ts';
import { invitationSelectors, invitationServices } from './invitations.ts';
import { memberSelectors, memberServices } from './members.ts';
import { organizationSelectors, organizationServices } from './organizations.ts';
import { peopleSelectors, peopleServices } from './people.ts';
import { roleSelectors, roleServices } from './roles.ts';
import { sessionSelectors, sessionServices } from './sessions.ts';
import { signUpServices } from './sign-up.ts';

export const usersContract = defineContract('users', {
  services: { ...signUpServices, ...sessionServices, ...accessTokenServices, ...apiKeyServices, ...credentialServices, ...peopleServices, ...organizationServices, ...memberServices, ...roleServices, ...invitationServices },
  selectors: { ...sessionSelectors, ...accessTokenSelectors, ...apiKeySelectors, ...peopleSelectors, ...organizationSelectors, ...memberSelectors, ...roleSelectors, ...invitationSelectors, ...auditSelectors },
  subscribers: { sendMail: usersEvents.mailRequested, sendInvitation: usersEvents.invitationMailRequested, sendKeyNotice: usersEvents.apiKeyNoticeRequested },
});
