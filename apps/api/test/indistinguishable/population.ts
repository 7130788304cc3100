import { createHash, randomBytes } from 'node:crypto';
import type { Driver } from '@plinth/db';

/** What there is to know of an address, and nobody must. */
export const kinds = {
  known: 'known',
  unknown: 'unknown',
  waiting: 'waiting',
  banned: 'banned',
  passwordless: 'passwordless',
  heldKnown: 'held-known',
  heldUnknown: 'held-unknown',
} as const;

const first = 100;
const formOf = (kind: string): string => kind.padEnd(12, '-');

/** All of one length. */
export const addressOf = (kind: string, index: number): string => `${formOf(kind)}${first + index}@example.com`;

/** A user, a sign-up that waits and an organization to copy, made as everybody makes them. */
export interface Originals {
  readonly user: string;
  readonly waiting: string;
  readonly organizationId: string;
}

export interface Population {
  /** Of every invitation. */
  readonly secret: Buffer;
  /** Their ids, by what is known of the address. */
  readonly invitations: Readonly<Record<'known' | 'unknown', readonly string[]>>;
}

/** `count` addresses of each kind: copies of the originals' rows, whatever columns they have. */
export async function aPopulation(sql: Driver, originals: Originals, count: number): Promise<Population> {
  const addresses = (kind: string) => sql`
    (select ${formOf(kind)}::text || n || '@example.com' as address, uuidv7() as id from generate_series(${first}::integer, ${first + count - 1}::integer) as n)`;

  async function users(kind: string, { password = true, bannedUntil = null }: { password?: boolean; bannedUntil?: string | null } = {}): Promise<void> {
    await sql`
      with original as (select user_id as id from users.email_addresses where canonical = ${originals.user}),
      made as materialized (select * from ${addresses(kind)} as of_kind),
      people as (
        insert into users.users
        select (jsonb_populate_record(u, jsonb_build_object('id', made.id, 'banned_until', ${bannedUntil}::text))).*
        from users.users u join original using (id), made),
      addresses as (
        insert into users.email_addresses
        select (jsonb_populate_record(a, jsonb_build_object('user_id', made.id, 'canonical', made.address, 'as_typed', made.address))).*
        from users.email_addresses a join original on original.id = a.user_id, made)
      insert into users.credentials
      select (jsonb_populate_record(c, jsonb_build_object('user_id', made.id))).*
      from users.credentials c join original on original.id = c.user_id, made where ${password}::boolean`;
  }

  const signUps = () => sql`
    insert into users.sign_ups
    select (jsonb_populate_record(s, jsonb_build_object('id', made.id, 'canonical', made.address, 'as_typed', made.address))).*
    from users.sign_ups s, ${addresses(kinds.waiting)} as made where s.canonical = ${originals.waiting}`;

  const held = (kind: string) => sql`
    insert into users.guards (key, count, ends_at)
    select encode(sha256(convert_to('["sign-in address","' || address || '"]', 'UTF8')), 'hex'), 1000000000, now() + interval '5 days'
    from ${addresses(kind)} as made`;

  const secret = randomBytes(32);
  const hash = createHash('sha256').update(secret).digest('hex');
  async function invitations(kind: string): Promise<string[]> {
    const rows = await sql<{ id: string }[]>`
      insert into users.invitations (id, organization_id, canonical, as_typed, role, token_hash, sent_at, created_at, expires_at)
      select id, ${originals.organizationId}, address, address, 'member', decode(${hash}, 'hex'), now(), now(), now() + interval '7 days'
      from ${addresses(kind)} as made returning id::text as id`;
    return rows.map(({ id }) => id);
  }

  await users(kinds.known);
  await users(kinds.heldKnown);
  await users(kinds.passwordless, { password: false });
  await users(kinds.banned, { bannedUntil: 'infinity' });
  await signUps();
  await held(kinds.heldKnown);
  await held(kinds.heldUnknown);
  const population = { secret, invitations: { known: await invitations(kinds.known), unknown: await invitations(kinds.unknown) } };
  await sql`analyze`;
  return population;
}
