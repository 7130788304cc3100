import fc from 'fast-check';
import type { Base } from './bases.ts';
import { requestsRound, type Subjects } from './requests.ts';
import type { Session } from './session.ts';

/** `FUZZ_SEED` brings back the requests of an earlier run. */
export const seedOfRun = (): number => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`Fuzzing with FUZZ_SEED=${seed}; all limits on traffic and sign-ins are raised by configuration.`);
  return seed;
};

/** Sends random requests round that of an operation; tells the smallest that is answered as the contract does not allow. */
export async function fuzz(session: Session, base: Base, subjects: Subjects, { seed, requests }: { seed: number; requests: number }): Promise<string[]> {
  const property = fc.asyncProperty(requestsRound(base, subjects), async (request) => {
    await session.send(request);
  });
  const details = await fc.check(property, { seed, numRuns: requests });
  return details.failed ? [`FUZZ_SEED=${seed}, after ${details.numRuns} requests, shrunk ${details.numShrinks} times: ${String(details.errorInstance)}`] : [];
}

/** The ids of the world, and the other tenant's. */
export async function subjectsOf(session: Session): Promise<Subjects> {
  const { world, contract } = session;
  const ask = async (url: string): Promise<string> => {
    const { text } = await session.send({ operationId: undefined, caller: 'stranger', method: 'GET', url, headers: {}, body: undefined });
    return (JSON.parse(text) as { data: { id: string }[] }).data[0]?.id ?? '';
  };
  const [org, acct] = [await ask('/v1/organizations'), await ask('/v1/accounts')];
  return { contract, ids: world.subjects.ids, strangers: { org, acct } };
}
