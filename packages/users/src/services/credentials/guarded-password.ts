import { refuse, type Refusal } from '@plinth/module';
import type { UsersContext } from '../../context.ts';
import { usersErrors } from '../../errors.ts';
import { clientBlock } from '../../rules/client-block.ts';
import { failuresOfAddress, failuresOfClient, type Guard, heldFor } from '../../rules/guard.ts';
import { countOne, lockedCountsOf } from '../guards.ts';

type Guarded = Pick<UsersContext, 'client' | 'config'>;

const guardsOfClient = ({ client, config }: Guarded): Guard[] =>
  client ? [failuresOfClient(clientBlock(client.ip), config.signInFailuresPerClient)] : [];

/** What is counted when a password of this address is wrong. */
export function guardsOfSignIn(context: Guarded, canonical: string): [account: Guard, ...client: Guard[]] {
  return [failuresOfAddress(canonical, context.config.signInFailuresPerAccount), ...guardsOfClient(context)];
}

/** Refuses whoever has guessed too often from this client; undefined where a code may be looked at. */
export async function refusalOfClient(context: UsersContext): Promise<Refusal | undefined> {
  const guards = guardsOfClient(context);
  const retryAfter = heldFor(guards, await lockedCountsOf(context.tx, context.clock, guards));
  return retryAfter > 0 ? refuse(usersErrors.tooManyAttempts({ retryAfter })) : undefined;
}

/** Refuses a wrong, spent or expired code, and counts it for the client that guesses; the account does not lock by it. */
export async function refuseCode(context: UsersContext): Promise<Refusal> {
  await countOne(context.tx, context.clock, guardsOfClient(context));
  return refuse(usersErrors.invalidCode());
}
