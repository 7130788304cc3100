import type { Routes } from '@plinth/http';
import type { Users } from '../contract/users.ts';
import { authenticationRoutes } from './authentication.ts';
import { invitationRoutes } from './invitations.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { organizationRoutes } from './organizations.ts';
import { sessionRoutes } from './sessions.ts';
import { roleRoutes } from './roles.ts';

/** All of users' routes; the host gives them their prefix. */
export const usersRoutes: Routes<{ users: Users }> = (app, modules) => {
  authenticationRoutes(app, modules);
  meRoutes(app, modules);
  organizationRoutes(app, modules);
  sessionRoutes(app, modules);
  memberRoutes(app, modules);
  roleRoutes(app, modules);
  invitationRoutes(app, modules);
};
