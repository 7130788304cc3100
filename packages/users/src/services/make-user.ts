import { compileWrite } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Person } from '../contract/people.ts';
import { credentials, emailAddresses, people } from '../db/schema.ts';

/** One statement: foreign keys are checked at its end, and a known address makes nothing at all. */
const insertUser = compileWrite(
  {
    id: people.id, canonical: emailAddresses.canonical, asTyped: emailAddresses.asTyped, name: people.name, operator: people.operator,
    passwordHash: credentials.hash, now: people.createdAt,
  },
  (_q, p) => sql<{ made: boolean }>`
    with address as (
      insert into ${emailAddresses} (canonical, as_typed, user_id, verified_at)
      values (${p.canonical}, ${p.asTyped}, ${p.id}, ${p.now}) on conflict (canonical) do nothing returning user_id
    ), person as (
      insert into ${people} (id, name, operator, created_at)
      select user_id, ${p.name}::text, ${p.operator}::boolean, ${p.now}::timestamptz from address
    ), credential as (
      insert into ${credentials} (user_id, kind, hash, created_at)
      select user_id, 'password', ${p.passwordHash}::text, ${p.now}::timestamptz from address
    )
    select true as made from address`,
);

export interface NewUser {
  readonly canonical: string;
  readonly asTyped: string;
  readonly name: string;
  readonly operator: boolean;
  readonly passwordHash: string;
}

/** Makes a user with a verified address and a password; undefined where the address is somebody's. */
export async function makeUser({ tx, clock, ids }: UsersContext, user: NewUser): Promise<Person | undefined> {
  const { canonical, asTyped, name, operator, passwordHash } = user;
  const id = ids('user');
  const [inserted] = await tx.run(insertUser, { id, canonical, asTyped, name, operator, passwordHash, now: clock.now() });
  return inserted && { id, email: asTyped, name };
}
