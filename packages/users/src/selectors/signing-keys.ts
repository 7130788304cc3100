import { compile, instant, type Reader } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { signingKeys } from '../db/signing-keys.ts';
import type { SealedKey } from '../ports/token-signer.ts';

const signing = compile(
  { now: instant },
  (_q, p) => sql<SealedKey>`
    select id, sealed from ${signingKeys} where signs_from <= ${p.now}::timestamptz and signs_until > ${p.now}::timestamptz order by signs_from desc, id`,
);

/** The keys that sign now, sealed; the one that is to be used first. */
export const signingKeysOf = (db: Reader<'users'>, now: Date): Promise<readonly SealedKey[]> => db.run(signing, { now });
