export { usersConfig, type UsersConfig } from './config.ts';
export { usersContract } from './contract/contract.ts';
export type { Accepted, Me, Organization, OrganizationPage, Person, RoleName, Session } from './contract/resources.ts';
export type {
  Authenticate,
  CreateOperator,
  CreateOrganization,
  GetOrganization,
  ListOrganizations,
  Nothing,
  ResendVerification,
  SignIn,
  SignUp,
  Users,
  VerifyEmail,
} from './contract/users.ts';
export type { Mail } from './contract/mail.ts';
export { usersErrors } from './errors.ts';
export { createUsers, type UsersOptions } from './module.ts';
export { usersPermissions, type UsersPermission } from './permissions.ts';
export { type Mailer, smtpMailer } from './ports/mailer.ts';
export { passwordHasher, type PasswordHasher, type PasswordHasherOptions } from './ports/password-hasher.ts';
export type { Secrets } from './ports/secrets.ts';
