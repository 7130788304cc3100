import { compile, instant } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Accepted, ResendVerification } from '../contract/sign-up.ts';
import { emailAddresses, signUps } from '../db/schema.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { requestMail } from './mails/request-mail.ts';

const whoHasAddress = compile(
  { canonical: signUps.canonical, now: instant },
  (_q, p) => sql<{ userId: string | null; signUpId: string | null }>`
    select
      (select user_id from ${emailAddresses} where canonical = ${p.canonical}::text) as "userId",
      (select id from ${signUps} where canonical = ${p.canonical}::text and expires_at > ${p.now}::timestamptz order by id desc limit 1) as "signUpId"`,
);

const idOrNull = <Prefix extends string>(prefix: Prefix, uuid: string | null | undefined): Id<Prefix> | null =>
  uuid === null || uuid === undefined ? null : uuidToId(prefix, uuid);

/** Asks for another code for the newest sign-up of the address. For an unknown address the same rows are written. */
export async function resendVerification(context: UsersContext, { email }: ResendVerification): Promise<Accepted> {
  const { tx, clock } = context;
  const canonical = canonicalAddress(email);
  const [found] = await tx.run(whoHasAddress, { canonical, now: clock.now() });
  await requestMail(context, {
    purpose: 'verify_email',
    canonical,
    signUpId: idOrNull('signup', found?.signUpId),
    userId: idOrNull('user', found?.userId),
  });
  return { status: 'accepted' };
}
