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
});
