import { compile, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { KeySet } from '../contract/access-tokens.ts';
import { signingKeys } from '../db/signing-keys.ts';

const published = compile(
  { now: instant },
  (_q, p) => sql<{ id: string; x: string; y: string }>`
    select id, public_key ->> 'x' as x, public_key ->> 'y' as y from ${signingKeys} where expires_at > ${p.now}::timestamptz order by signs_from desc, id`,
);

export async function getKeySet({ db, clock }: UsersReadContext): Promise<KeySet> {
  const rows = await db.run(published, { now: clock.now() });
  return { keys: rows.map(({ id, x, y }) => ({ kty: 'EC', crv: 'P-256', x, y, kid: id, alg: 'ES256', use: 'sig' })) };
}
