export { usersConfig, type UsersConfig } from './config.ts';
export { usersContract } from './contract/contract.ts';
export type {
  ChangeEmail,
  ChangePassword,
  CredentialServices,
  ForgotPassword,
  ImportUser,
  RequestMagicLink,
  ResetPassword,
  SignInByMagicLink,
  StartPasswordReset,
  VerifyEmailChange,
} from './contract/credentials.ts';
export type { AccessToken, AccessTokenSelectors, AccessTokenServices, GetKeySet, KeySet } from './contract/access-tokens.ts';
export type {
  ApiKey,
  ApiKeyPage,
  ApiKeySelectors,
  ApiKeyServices,
  CreateApiKey,
  ListApiKeys,
  NewApiKey,
  OfOrganization,
  OneApiKey,
  ReportLeakedKey,
  RotateApiKey,
} from './contract/api-keys.ts';
export type { Nothing } from './contract/fields.ts';
export type { Mail } from './contract/mail.ts';
export type {
  CreateOrganization,
  DeleteOrganization,
  GetOrganization,
  ListOrganizations,
  Organization,
  OrganizationPage,
  OrganizationSelectors,
  OrganizationServices,
  TransferOrganization,
  UpdateOrganization,
} from './contract/organizations.ts';
export type { AuditEvent, AuditEventPage, AuditSelectors, ListAuditEvents } from './contract/audit.ts';
export type {
  AcceptInvitation,
  CreateInvitation,
  GetInvitation,
  Invitation,
  InvitationPage,
  InvitationPreview,
  InvitationSelectors,
  InvitationServices,
  JoinedOrganization,
  ListInvitations,
  PreviewInvitation,
  ResendInvitation,
  RevokeInvitation,
} from './contract/invitations.ts';
export type {
  AccessDecision,
  ExplainAccess,
  GetMember,
  ListMembers,
  Member,
  MemberPage,
  MemberSelectors,
  MemberServices,
  RemoveMember,
  UpdateMember,
} from './contract/members.ts';
export type { CreateOperator, Me, PeopleSelectors, PeopleServices, Person } from './contract/people.ts';
export type {
  ActiveSessionPage,
  Authenticate,
  EndedSessions,
  ListSessions,
  RevokeSession,
  Session,
  SessionSelectors,
  SessionServices,
  SignIn,
  StepUp,
} from './contract/sessions.ts';
export type { CreateRole, DeleteRole, GetRole, ListRoles, Role, RoleName, RolePage, RoleSelectors, RoleServices, UpdateRole } from './contract/roles.ts';
export type { Accepted, ResendVerification, SignUp, SignUpServices, VerifyEmail } from './contract/sign-up.ts';
export type { HostedUsers, Users, UsersSelectors, UsersServices } from './contract/users.ts';
export { usersErrors } from './errors.ts';
export { createUsers, type UsersOptions } from './module.ts';
export { usersPermissions, type UsersPermission } from './permissions.ts';
export { type BreachList, rangeBreachList } from './ports/breach-list.ts';
export { type Mailer, smtpMailer } from './ports/mailer.ts';
export { passwordHasher, type PasswordHasher, type PasswordHasherOptions } from './ports/password-hasher.ts';
export type { Secrets } from './ports/secrets.ts';
export { parsePepper, type Pepper } from './ports/stored-hash.ts';
