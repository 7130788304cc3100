import type { Id } from '@plinth/kernel';
import type { UsersContext } from '../../context.ts';
import { type MailPurpose, usersEvents } from '../../events.ts';
import { heldFor, mailsToAddress, noticesToAddress } from '../../rules/guard.ts';
import { countOne } from '../guards.ts';

export interface MailRequest {
  readonly purpose: MailPurpose;
  /** Of whoever gets the mail. */
  readonly canonical: string;
  readonly signUpId?: Id<'signup'> | null;
  readonly userId?: Id<'user'> | null;
}

/** Word of what was done; the other mails are of what somebody asks for. */
const notices: ReadonlySet<MailPurpose> = new Set(['password_changed', 'email_changed']);

/**
 * Asks the worker for a mail, unless the address has had its share of this hour from all routes together. Counts known and
 * unknown addresses alike, before it looks, so that requests at once get no more.
 */
export async function requestMail({ tx, clock, config, publish }: UsersContext, request: MailRequest): Promise<void> {
  const { purpose, canonical, signUpId = null, userId = null } = request;
  const guard = notices.has(purpose) ? noticesToAddress(canonical) : mailsToAddress(canonical, config.mailsPerAddress);
  const counts = await countOne(tx, clock, [guard]);
  if (heldFor([{ ...guard, limit: guard.limit + 1 }], counts) > 0) return;
  publish(usersEvents.mailRequested, { purpose, signUpId, userId });
}
