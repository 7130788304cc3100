import { compile, compileWrite, instant, json } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UpkeepContext, UpkeepReadContext } from '../context.ts';
import { signingKeys } from '../db/signing-keys.ts';
import type { NewSigningKey, SealedKey } from '../ports/token-signer.ts';
import { nextSigningStart, signingPeriod } from '../rules/signing-key.ts';

const lock = compileWrite({}, () => sql`select pg_advisory_xact_lock(hashtextextended('users.signing_keys', 0))`);

const unended = compile(
  { now: instant },
  (_q, p) => sql<SealedKey & { signsUntil: string }>`
    select id, sealed, signs_until as "signsUntil" from ${signingKeys} where signs_until > ${p.now}::timestamptz order by signs_until desc`,
);

const insertKey = compileWrite(
  { id: signingKeys.id, publicKey: json, sealed: signingKeys.sealed, now: instant, signsFrom: instant, signsUntil: instant, expiresAt: instant },
  (_q, p) => sql`
    insert into ${signingKeys} (id, public_key, sealed, created_at, signs_from, signs_until, expires_at)
    values (${p.id}, ${p.publicKey}::jsonb, ${p.sealed}, ${p.now}, ${p.signsFrom}, ${p.signsUntil}, ${p.expiresAt})`,
);

const dropExpired = compileWrite({ now: instant }, (_q, p) => sql`delete from ${signingKeys} where expires_at <= ${p.now}::timestamptz returning true as purged`);

/** The slow half: a pair of keys, for the case that one is missing. */
export const proposeSigningKey = ({ tokenSigner }: UpkeepReadContext): Promise<NewSigningKey> => tokenSigner.makeKey();

/**
 * Makes the next key in good time, and one that signs at once where none does, or none that the configuration can still open. Of
 * several at once, one makes it. Keys whose last token has ended go.
 */
export async function tendSigningKeys({ tx, clock, tokenSigner }: UpkeepContext, _input: object, proposed: NewSigningKey): Promise<{ made: number; purged: number }> {
  const now = clock.now();
  await tx.run(lock, {});
  const keys = (await tx.run(unended, { now })).filter((key) => tokenSigner.opens(key));
  const last = keys[0] && new Date(keys[0].signsUntil);
  const start = nextSigningStart(now, last);
  if (start) await tx.run(insertKey, { ...proposed, now, ...signingPeriod(start) });
  const purged = await tx.run(dropExpired, { now });
  return { made: start ? 1 : 0, purged: purged.length };
}
