import type { PayloadOf } from '@plinth/module';
import type { usersEvents } from '@plinth/users/events';
import type { BillingContext } from '../context.ts';
import { openAccount } from '../services/open-account.ts';

/** Each new organization gets an account of its own. */
export async function openAccountForOrganization(
  context: BillingContext,
  { organizationId, name }: PayloadOf<typeof usersEvents.organizationCreated>,
): Promise<void> {
  await openAccount(context, { ownerId: organizationId, name });
}
