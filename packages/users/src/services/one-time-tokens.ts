import { arrayOf, compile, compileWrite, instant } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { TokenPurpose } from '../contract/mail.ts';
import type { MailedProof } from '../contract/fields.ts';
import { emailAddresses, oneTimeTokens } from '../db/schema.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { codeDigits, codeTries, formatLinkToken, hashCode, linkSecretBytes, parseLinkToken, tokenEnds } from '../rules/one-time-token.ts';
import { equalHashes, hashSecret } from '../rules/session-token.ts';

const { id, purpose, signUpId, userId, canonical, hash, linkHash, createdAt, codeExpiresAt, expiresAt } = oneTimeTokens;

const insertToken = compileWrite(
  { id, purpose, signUpId, userId, canonical, hash, linkHash, createdAt, codeExpiresAt, expiresAt },
  (_q, p) => sql`
    insert into ${oneTimeTokens} (id, purpose, sign_up_id, user_id, canonical, hash, link_hash, created_at, code_expires_at, expires_at)
    values (${p.id}, ${p.purpose}, ${p.signUpId}, ${p.userId}, ${p.canonical}, ${p.hash}, ${p.linkHash}, ${p.createdAt}, ${p.codeExpiresAt}, ${p.expiresAt})
    on conflict (purpose, coalesce(sign_up_id, user_id)) do update set
      id = excluded.id, canonical = excluded.canonical, hash = excluded.hash, link_hash = excluded.link_hash, tries = 0,
      created_at = excluded.created_at, code_expires_at = excluded.code_expires_at, expires_at = excluded.expires_at`,
);

export type TokenSubject = { readonly signUpId: Id<'signup'>; readonly userId?: null } | { readonly userId: Id<'user'>; readonly signUpId?: null };

export interface MintedToken {
  readonly code: string;
  readonly token: string;
}

/** A new code and a new link for `address`; those of the same purpose and subject from before are dead. */
export async function mintToken(
  { tx, clock, ids, secrets, config }: UsersContext,
  { purpose: may, address, ...subject }: TokenSubject & { readonly purpose: TokenPurpose; readonly address: string },
): Promise<MintedToken> {
  const now = clock.now();
  const made = ids('token');
  const code = secrets.digits(codeDigits);
  const secret = secrets.bytes(linkSecretBytes);
  const { signUpId: ofSignUp = null, userId: ofUser = null } = subject;
  await tx.run(insertToken, {
    id: made,
    purpose: may,
    signUpId: ofSignUp,
    userId: ofUser,
    canonical: address,
    hash: hashCode(config.codeKey.reveal(), { purpose: may, subjectId: ofSignUp ?? ofUser ?? '', address }, code),
    linkHash: hashSecret(secret),
    createdAt: now,
    ...tokenEnds(may, now),
  });
  return { code, token: formatLinkToken(made, secret) };
}

/** A token of a user is dead as soon as the user has another address; that of a change is for the address to come. */
const isStillTheirs = sql`(${userId} is null or ${purpose} = 'change_email' or exists (
  select from ${emailAddresses} a where a.canonical = ${canonical} and a.user_id = ${userId}))`;

type Now = typeof expiresAt | SQL;
const columns = { id, signUpId, userId, canonical, hash, linkHash };
const codeIsLive = (now: Now) => and(gt(codeExpiresAt, now), lt(oneTimeTokens.tries, codeTries));

const tokensOfAddress = compile({ canonical, purpose, now: instant }, (q, p) =>
  q.select(columns).from(oneTimeTokens).where(and(eq(canonical, p.canonical), eq(purpose, p.purpose), codeIsLive(p.now), isStillTheirs)),
);

const tokenOfLink = compile({ id, purpose, now: instant }, (q, p) =>
  q.select(columns).from(oneTimeTokens).where(and(eq(id, p.id), eq(purpose, p.purpose), gt(expiresAt, p.now), isStillTheirs)),
);

const countTry = compileWrite({ ids: arrayOf(id) }, (q, { ids }) =>
  q.update(oneTimeTokens).set({ tries: sql`${oneTimeTokens.tries} + 1` }).where(sql`${id} = any(${ids})`),
);

const spendCode = compileWrite({ id, now: instant }, (q, p) =>
  q.delete(oneTimeTokens).where(and(eq(id, p.id), codeIsLive(p.now))).returning({ id }),
);

const spendLink = compileWrite({ id, now: instant }, (q, p) =>
  q.delete(oneTimeTokens).where(and(eq(id, p.id), gt(expiresAt, p.now))).returning({ id }),
);

const dropTokens = compileWrite({ userId }, (q, p) => q.delete(oneTimeTokens).where(eq(userId, p.userId)));

/** Whose token has been spent, and the address that it was mailed to. */
export interface SpentToken {
  readonly signUpId: Id<'signup'> | null;
  readonly userId: Id<'user'> | null;
  readonly canonical: string;
}

async function spendByLink({ tx, clock }: UsersContext, may: TokenPurpose, token: string): Promise<SpentToken | undefined> {
  const presented = parseLinkToken(token);
  if (!presented) return undefined;
  const now = clock.now();
  const [found] = await tx.run(tokenOfLink, { id: presented.id, purpose: may, now });
  if (!found || !equalHashes(found.linkHash, presented.hash)) return undefined;
  const [spent] = await tx.run(spendLink, { id: found.id, now });
  return spent && found;
}

async function spendByCode({ tx, clock, config }: UsersContext, may: TokenPurpose, email: string, code: string): Promise<SpentToken | undefined> {
  const now = clock.now();
  const address = canonicalAddress(email);
  const key = config.codeKey.reveal();
  const live = await tx.run(tokensOfAddress, { canonical: address, purpose: may, now });
  const match = live.find((token) =>
    equalHashes(token.hash, hashCode(key, { purpose: may, subjectId: token.signUpId ?? token.userId ?? '', address }, code)),
  );
  if (!match) {
    await tx.run(countTry, { ids: live.map((token) => token.id) });
    return undefined;
  }
  const [spent] = await tx.run(spendCode, { id: match.id, now });
  return spent && match;
}

/**
 * Uses a token up: of uses that race, one wins. Undefined where it is wrong, spent, expired or for something else; a wrong
 * code is then counted, in the transaction that refuses.
 */
export function spendToken(context: UsersContext, may: TokenPurpose, proof: MailedProof): Promise<SpentToken | undefined> {
  if (proof.token !== undefined) return spendByLink(context, may, proof.token);
  return spendByCode(context, may, proof.email ?? '', proof.code ?? '');
}

/** Voids all that was mailed to the user. */
export async function voidTokens({ tx }: UsersContext, of: Id<'user'>): Promise<void> {
  await tx.run(dropTokens, { userId: of });
}
