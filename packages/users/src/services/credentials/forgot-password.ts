import { compile } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import type { ForgotPassword, RequestMagicLink } from '../../contract/credentials.ts';
import type { Accepted } from '../../contract/sign-up.ts';
import { emailAddresses } from '../../db/schema.ts';
import { canonicalAddress } from '../../rules/email-address.ts';
import { requestMail } from '../mails/request-mail.ts';

/** One row, whether the address is known or not. */
const ownerOfAddress = compile(
  { canonical: emailAddresses.canonical },
  (_q, p) => sql<{ userId: string | null }>`select (select user_id from ${emailAddresses} where canonical = ${p.canonical}::text) as "userId"`,
);

async function mailOwner(context: UsersContext, purpose: 'reset_password' | 'sign_in', email: string): Promise<Accepted> {
  const canonical = canonicalAddress(email);
  const [owner] = await context.tx.run(ownerOfAddress, { canonical });
  const userId: Id<'user'> | null = owner?.userId ? uuidToId('user', owner.userId) : null;
  await requestMail(context, { purpose, canonical, userId });
  return { status: 'accepted' };
}

/** Asks for a mail that lets the owner of the address set a new password. For an unknown address the same rows are written. */
export const forgotPassword = (context: UsersContext, { email }: ForgotPassword): Promise<Accepted> => mailOwner(context, 'reset_password', email);

/** Asks for a mail that signs the owner of the address in. For an unknown address the same rows are written. */
export const requestMagicLink = (context: UsersContext, { email }: RequestMagicLink): Promise<Accepted> => mailOwner(context, 'sign_in', email);
