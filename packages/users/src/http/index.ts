import type { Routes } from '@plinth/http';
import type { Users } from '../contract/users.ts';
import { accessTokenRoutes } from './access-tokens.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { authenticationRoutes } from './authentication.ts';
import { invitationRoutes } from './invitations.ts';
import { emailChangeRoutes } from './email-change.ts';
import { magicLinkRoutes } from './magic-links.ts';
import { meRoutes } from './me.ts';
import { memberRoutes } from './members.ts';
import { organizationRoutes } from './organizations.ts';
import { sessionRoutes } from './sessions.ts';
import { roleRoutes } from './roles.ts';
import { passwordRoutes } from './passwords.ts';
import { userImportRoutes } from './user-imports.ts';

/** All of users' routes; the host gives them their prefix. */
export const usersRoutes: Routes<{ users: Users }> = (app, modules) => {
  authenticationRoutes(app, modules);
  accessTokenRoutes(app, modules);
  passwordRoutes(app, modules);
  magicLinkRoutes(app, modules);
  meRoutes(app, modules);
  emailChangeRoutes(app, modules);
  userImportRoutes(app, modules);
  organizationRoutes(app, modules);
  sessionRoutes(app, modules);
  memberRoutes(app, modules);
  roleRoutes(app, modules);
  invitationRoutes(app, modules);
  apiKeyRoutes(app, modules);
};
