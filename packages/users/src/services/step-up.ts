import { compile, compileWrite } from '@plinth/db';
import { accessErrors, idSchema, requireSession } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { sql } from 'drizzle-orm';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { Session, StepUp } from '../contract/sessions.ts';
import { credentials, emailAddresses, people, sessions } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { clientBlock } from '../rules/client-block.ts';
import { failuresOfAddress, failuresOfClient, type Guard, heldFor } from '../rules/guard.ts';
import { formatSessionToken, hashSecret, sessionSecretBytes } from '../rules/session-token.ts';
import { countOne, countsOf, lockedCountsOf, resetGuard } from './guards.ts';

const sessionIdSchema = idSchema('sess');
const userIdSchema = idSchema('user');

interface Self {
  readonly canonical: string;
  readonly email: string;
  readonly name: string;
  readonly hash: string | null;
  readonly secretHash: Uint8Array;
}

const self = compile(
  { id: sessions.id, userId: sessions.userId, authenticatedAt: sessions.authenticatedAt },
  (_q, p) => sql<Self>`
    select a.canonical, a.as_typed as email, u.name, c.hash, s.secret_hash as "secretHash"
    from ${sessions} s join ${people} u on u.id = s.user_id join ${emailAddresses} a on a.user_id = u.id
      left join ${credentials} c on c.user_id = u.id and c.kind = 'password'
    where s.id = ${p.id} and s.user_id = ${p.userId} and s.authenticated_at = ${p.authenticatedAt} limit 1`,
);

/** Only in place of the secret that was there when the password was compared: of two at once, one has the next token. */
const replaceSecret = compileWrite(
  { id: sessions.id, secretHash: sessions.secretHash, presented: sessions.secretHash, now: sessions.authenticatedAt },
  (_q, p) => sql<{ expiresAt: string }>`
    update ${sessions} set secret_hash = ${p.secretHash}, authenticated_at = ${p.now}
    where id = ${p.id} and secret_hash = ${p.presented} returning expires_at as "expiresAt"`,
);

type Checked =
  | { readonly verdict: 'held'; readonly retryAfter: number }
  | { readonly verdict: 'wrong' | 'right'; readonly known: Self };

function guardsOf({ client, config }: Pick<UsersContext, 'client' | 'config'>, canonical: string): [account: Guard, ...client: Guard[]] {
  const account = failuresOfAddress(canonical, config.signInFailuresPerAccount);
  return client ? [account, failuresOfClient(clientBlock(client.ip), config.signInFailuresPerClient)] : [account];
}

/** The slow half: the caller's own password, under the guards of signing in. */
export async function checkOwnPassword(context: UsersReadContext, { password }: StepUp): Promise<Checked> {
  const { db, clock, hasher, actor } = context;
  const session = requireSession(actor);
  const [known] = await db.run(self, {
    id: sessionIdSchema.parse(session.sessionId),
    userId: userIdSchema.parse(session.userId),
    authenticatedAt: new Date(session.authenticatedAt),
  });
  if (!known) throw accessErrors.unauthenticated();
  const guards = guardsOf(context, known.canonical);
  const retryAfter = heldFor(guards, await countsOf(db, clock, guards));
  if (retryAfter > 0) return { verdict: 'held', retryAfter };
  return { verdict: (await hasher.verify(password, known.hash ?? undefined)) ? 'right' : 'wrong', known };
}

/**
 * Proves the caller's password once more. The session goes on under a new token, to the end that it had; the token before is
 * dead. Of several at once one wins, and the others were made with a dead token.
 */
export async function stepUp(context: UsersContext, _input: StepUp, checked: Checked): Promise<Session | Refusal> {
  const { tx, clock, actor, secrets } = context;
  if (checked.verdict === 'held') return refuse(usersErrors.tooManyAttempts({ retryAfter: checked.retryAfter }));
  const { verdict, known } = checked;
  const guards = guardsOf(context, known.canonical);
  if (verdict === 'wrong') {
    await countOne(tx, clock, guards);
    return refuse(usersErrors.invalidCredentials());
  }
  const retryAfter = heldFor(guards, await lockedCountsOf(tx, clock, guards));
  if (retryAfter > 0) return refuse(usersErrors.tooManyAttempts({ retryAfter }));
  await resetGuard(tx, guards[0]);

  const session = requireSession(actor);
  const id = sessionIdSchema.parse(session.sessionId);
  const secret = secrets.bytes(sessionSecretBytes);
  const [replaced] = await tx.run(replaceSecret, { id, presented: known.secretHash, secretHash: hashSecret(secret), now: clock.now() });
  if (!replaced) throw accessErrors.unauthenticated();
  const { email, name } = known;
  return {
    token: formatSessionToken(id, secret),
    expiresAt: new Date(replaced.expiresAt).toISOString(),
    user: { id: userIdSchema.parse(session.userId), email, name },
  };
}
