import type { Id } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import { usersEvents } from '../events.ts';
import { heldFor, mailsToAddress } from '../rules/guard.ts';
import { countOne } from './guards.ts';

/**
 * Asks the worker for the mail, unless the address has had its share of this hour from all routes together; then the
 * invitation stays unsent until it is sent again. Known and unknown addresses count alike.
 */
export async function requestInvitationMail(context: UsersContext, canonical: string, invitationId: Id<'invite'>): Promise<void> {
  const { tx, clock, config, publish } = context;
  const guard = mailsToAddress(canonical, config.mailsPerAddress);
  const counts = await countOne(tx, clock, [guard]);
  if (heldFor([{ ...guard, limit: guard.limit + 1 }], counts) > 0) return;
  publish(usersEvents.invitationMailRequested, { invitationId });
}
