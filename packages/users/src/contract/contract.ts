import { defineContract } from '@plinth/module';
import { organizationSelectors, organizationServices } from './organizations.ts';
import { peopleSelectors, peopleServices } from './people.ts';
import { sessionSelectors, sessionServices } from './sessions.ts';
import { signUpServices } from './sign-up.ts';

export const usersContract = defineContract('users', {
  services: { ...signUpServices, ...sessionServices, ...peopleServices, ...organizationServices },
  selectors: { ...sessionSelectors, ...peopleSelectors, ...organizationSelectors },
});
