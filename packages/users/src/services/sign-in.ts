import { compile, compileWrite, instant } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { sql } from 'drizzle-orm';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { Person } from '../contract/people.ts';
import type { Session, SignIn } from '../contract/sessions.ts';
import { credentials, emailAddresses, people, signUps } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { clientBlock } from '../rules/client-block.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { failuresOfAddress, failuresOfClient, type Guard, heldFor } from '../rules/guard.ts';
import { countOne, countsOf, lockedCountsOf, resetGuard } from './guards.ts';
import { startSession } from './start-session.ts';

interface Known {
  readonly userId: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly operator: boolean | null;
  readonly banned: boolean | null;
  readonly hash: string | null;
  /** Of the newest sign-up that waits for its code. */
  readonly waitingHash: string | null;
}

const knownByAddress = compile(
  { canonical: emailAddresses.canonical, now: instant },
  (_q, p) => sql<Known>`
    select person.id as "userId", person.email, person.name, person.operator, person.banned, person.hash, waiting.password_hash as "waitingHash"
    from (select 1) as one
    left join (
      select u.id, a.as_typed as email, u.name, u.operator, u.banned_until > ${p.now}::timestamptz as banned, c.hash
      from ${emailAddresses} a join ${people} u on u.id = a.user_id left join ${credentials} c on c.user_id = u.id and c.kind = 'password'
      where a.canonical = ${p.canonical}::text
    ) as person on true
    left join lateral (
      select password_hash from ${signUps} where canonical = ${p.canonical}::text and expires_at > ${p.now}::timestamptz order by id desc limit 1
    ) as waiting on true`,
);

/** Only in place of the hash that was compared, lest a password that has been changed meanwhile comes back. */
const replaceHash = compileWrite(
  { userId: credentials.userId, compared: credentials.hash, hash: credentials.hash },
  (_q, p) => sql`update ${credentials} set hash = ${p.hash} where user_id = ${p.userId} and kind = 'password' and hash = ${p.compared}`,
);

interface Rehashed {
  readonly compared: string;
  readonly hash: string;
}

/** The moment to replace a hash of another kind, a weaker one or one under an older pepper: now the password is known. */
async function rehash({ hasher }: UsersReadContext, password: string, compared: string): Promise<Rehashed | undefined> {
  return hasher.isCurrent(compared) ? undefined : { compared, hash: await hasher.hash(password) };
}

type Checked =
  | { readonly verdict: 'held'; readonly retryAfter: number }
  | { readonly verdict: 'wrong' }
  | { readonly verdict: 'unverified' }
  | { readonly verdict: 'banned' }
  | { readonly verdict: 'right'; readonly user: Person; readonly operator: boolean; readonly rehashed: Rehashed | undefined };

function guardsOf({ client, config }: Pick<UsersContext, 'client' | 'config'>, email: string): [account: Guard, ...client: Guard[]] {
  const account = failuresOfAddress(canonicalAddress(email), config.signInFailuresPerAccount);
  return client ? [account, failuresOfClient(clientBlock(client.ip), config.signInFailuresPerClient)] : [account];
}

async function compare(context: UsersReadContext, { email, password }: SignIn): Promise<Checked> {
  const { db, clock, hasher } = context;
  const guards = guardsOf(context, email);
  const retryAfter = heldFor(guards, await countsOf(db, clock, guards));
  if (retryAfter > 0) return { verdict: 'held', retryAfter };

  const [known] = await db.run(knownByAddress, { canonical: canonicalAddress(email), now: clock.now() });
  const right = await hasher.verify(password, known?.hash ?? undefined);
  if (right && known?.userId) {
    if (known.banned === true) return { verdict: 'banned' };
    const id: Id<'user'> = uuidToId('user', known.userId);
    const rehashed = await rehash(context, password, known.hash ?? '');
    return { verdict: 'right', user: { id, email: known.email ?? email, name: known.name ?? '' }, operator: known.operator === true, rehashed };
  }
  return { verdict: (await hasher.verify(password, known?.waitingHash ?? undefined)) ? 'unverified' : 'wrong' };
}

/**
 * Compares the password, and takes as long for an address that nobody has. A wrong one is compared twice, also with that
 * of a sign-up that waits: whoever signs up a stranger's address and then signs in learns nothing from the answer either.
 */
export const checkPassword = (context: UsersReadContext, asked: SignIn): Promise<Checked> => context.hasher.admit(() => compare(context, asked));

/** Counts failures in the transaction that refuses, and begins a session where there was none to count. */
export async function signIn(context: UsersContext, { email }: SignIn, checked: Checked): Promise<Session | Refusal> {
  const { tx, clock } = context;
  const guards = guardsOf(context, email);
  if (checked.verdict === 'held') return refuse(usersErrors.tooManyAttempts({ retryAfter: checked.retryAfter }));
  if (checked.verdict === 'wrong') {
    const counts = await countOne(tx, clock, guards);
    const retryAfter = heldFor(guards.map((guard) => ({ ...guard, limit: guard.limit + 1 })), counts);
    return refuse(retryAfter > 0 ? usersErrors.tooManyAttempts({ retryAfter }) : usersErrors.invalidCredentials());
  }
  // Locked: of many guesses at once, the right one counts only where it comes before the limit.
  const retryAfter = heldFor(guards, await lockedCountsOf(tx, clock, guards));
  if (retryAfter > 0) return refuse(usersErrors.tooManyAttempts({ retryAfter }));
  if (checked.verdict === 'unverified') return refuse(usersErrors.emailNotVerified());
  if (checked.verdict === 'banned') return refuse(usersErrors.accountBanned());
  await resetGuard(tx, guards[0]);
  if (checked.rehashed) await tx.run(replaceHash, { userId: checked.user.id, ...checked.rehashed });
  return startSession(context, checked.user, checked.operator);
}
