import { defineErrors } from '@plinth/kernel';

export const usersErrors = defineErrors('users', {
  invalidCredentials: { kind: 'unauthenticated', message: 'The address or the password is not right.' },
  invalidCode: { kind: 'unauthenticated', message: 'The code is wrong, spent or expired.' },
  emailNotVerified: { kind: 'forbidden', message: 'The address is not verified yet; the code that was mailed to it does that.' },
  tooManyAttempts: { kind: 'rate_limited', message: 'Too many failed attempts; try again in {retryAfter} s.' },
  busy: { kind: 'unavailable', message: 'Too many passwords are being checked just now; try again in {retryAfter} s.' },
  emailTaken: { kind: 'conflict', message: 'A user with this address exists.' },
  sessionNotFound: { kind: 'not_found', message: 'No session {sessionId}.' },
  organizationNotFound: { kind: 'not_found', message: 'No organization {organizationId}.' },
  memberNotFound: { kind: 'not_found', message: 'No member {userId}.' },
  lastOwner: { kind: 'conflict', message: 'The organization would have no owner; make somebody else one first.' },
  roleNotFound: { kind: 'not_found', message: 'No role {role}.' },
  roleTaken: { kind: 'conflict', message: 'There is a role {role} already.' },
  roleBuiltIn: { kind: 'conflict', message: 'The role {role} is built in; it stays as it is.' },
  roleInUse: { kind: 'conflict', message: 'A member or an invitation has the role {role}.' },
  invitationNotFound: { kind: 'not_found', message: 'No invitation {invitationId}.' },
  invalidInvitation: { kind: 'unauthenticated', message: 'The invitation is wrong, expired, revoked or spent.' },
  invitedAnother: { kind: 'forbidden', message: 'The invitation is for another address; sign in as its owner.' },
  alreadyMember: { kind: 'conflict', message: 'This person is a member already.' },
  alreadyInvited: { kind: 'conflict', message: 'This address has an open invitation; it can be sent again or revoked.' },
});
