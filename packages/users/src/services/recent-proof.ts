import { type Actor, type Clock, requireSession, type UserActor } from '@plinth/kernel';
import { usersErrors } from '../errors.ts';

const longestSeconds = 600;

/**
 * The caller, whose credential was last proved within 10 minutes: for whatever changes a credential. `users.step_up_required`
 * otherwise, which HTTP tells as RFC 9470 does.
 */
export function requireRecentProof(actor: Actor, clock: Clock): UserActor {
  const user = requireSession(actor);
  const age = clock.now().getTime() - Date.parse(user.authenticatedAt);
  if (age > longestSeconds * 1000) throw usersErrors.stepUpRequired({ maxAge: longestSeconds });
  return user;
}
