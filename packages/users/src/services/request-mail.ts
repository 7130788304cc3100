import type { Id } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import { usersEvents } from '../events.ts';
import { heldFor, mailsToAddress } from '../rules/guard.ts';
import { countOne, lockedCountsOf } from './guards.ts';

export interface MailRequest {
  readonly canonical: string;
  readonly signUpId: Id<'signup'> | null;
  readonly userId: Id<'user'> | null;
}

/** Asks the worker for a mail, unless the address has had its share of this hour. Counts known and unknown addresses alike. */
export async function requestMail({ tx, clock, config, publish }: UsersContext, { canonical, signUpId, userId }: MailRequest): Promise<void> {
  const guards = [mailsToAddress(canonical, config.mailsPerAddress)];
  if (heldFor(guards, await lockedCountsOf(tx, clock, guards)) > 0) return;
  await countOne(tx, clock, guards);
  publish(usersEvents.mailRequested, { signUpId, userId });
}
