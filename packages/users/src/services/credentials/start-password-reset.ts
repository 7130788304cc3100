import { compile } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import type { StartPasswordReset } from '../../contract/credentials.ts';
import type { Accepted } from '../../contract/sign-up.ts';
import { emailAddresses } from '../../db/schema.ts';
import { usersErrors } from '../../errors.ts';
import { requestMail } from '../mails/request-mail.ts';

const addressOfUser = compile({ userId: emailAddresses.userId }, (q, { userId }) =>
  q.select({ canonical: emailAddresses.canonical }).from(emailAddresses).where(eq(emailAddresses.userId, userId)),
);

/** Asks for the mail that lets the user set a new password; the operator learns neither code nor password. */
export async function startPasswordReset(context: UsersContext, { userId }: StartPasswordReset): Promise<Accepted> {
  requireOperator(context.actor);
  const [address] = await context.tx.run(addressOfUser, { userId });
  if (!address) throw usersErrors.userNotFound({ userId });
  await requestMail(context, { purpose: 'reset_password', canonical: address.canonical, userId });
  return { status: 'accepted' };
}
