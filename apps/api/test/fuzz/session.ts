import type { Caller } from '../authorization/table.ts';
import type { World } from '../authorization/world.ts';
import { type Answer, type Contract, contractOf, type Operation } from './contract.ts';
import { type Coverage, createCoverage } from './coverage.ts';

/** One request, whole: sent again, it is the same. */
export interface FuzzRequest {
  readonly operationId: string | undefined;
  readonly caller: Caller;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer that the contract does not allow, and what was asked. */
export class Finding extends Error {
  override readonly name = 'Finding';
  readonly answer: Answer | undefined;

  constructor(message: string, answer?: Answer) {
    super(message);
    this.answer = answer;
  }
}

/** A deployment under requests of several people, each answer of which is held against the contract. */
export interface Session {
  readonly world: World;
  readonly contract: Contract;
  readonly coverage: Coverage;
  /** Sends, and throws where the answer is not what the contract allows. What it did is taken back, unless it is `kept`. */
  send(request: FuzzRequest, options?: { kept?: boolean; status?: number }): Promise<Answer>;
}

const shortened = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text);

export async function aSession(world: World): Promise<Session> {
  const { server } = world.composition.app;
  const contract = contractOf((await server.inject({ url: '/openapi.json' })).body);
  const byId = new Map<string | undefined, Operation>(contract.operations.map((operation) => [operation.operationId, operation]));
  const coverage = createCoverage(contract.operations);

  return {
    world,
    contract,
    coverage,
    send: async (request, { kept = false, status: expected } = {}) => {
      const { caller, method, url, body } = request;
      const token = world.tokens[caller];
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...request.headers };
      world.trial.rollsBack = !kept;
      const response = await server.inject({ method: method as 'GET', url, headers, ...(body !== undefined && { payload: body }) }).finally(() => {
        world.trial.rollsBack = false;
      });
      const answer: Answer = { status: response.statusCode, headers: response.headers, text: response.body };
      const operation = byId.get(request.operationId);
      const found = contract.violations(operation, answer);
      if (answer.status >= 500 && answer.status !== expected) found.push(`${answer.status} is a fault`);
      coverage.count(operation?.operationId, answer.status);
      if (found.length > 0) {
        const asked = JSON.stringify({ ...request, url: shortened(url), body: body && shortened(body) }, undefined, 2);
        throw new Finding(`${found.join('; ')}\nasked ${asked}\nanswered ${answer.status} ${shortened(answer.text)}`, answer);
      }
      return answer;
    },
  };
}

/** The same session, that goes on after a finding and writes it down. */
export function collecting(session: Session): Session & { readonly findings: readonly string[] } {
  const findings: string[] = [];
  const send: Session['send'] = async (request, options) => {
    try {
      return await session.send(request, options);
    } catch (error) {
      if (!(error instanceof Finding) || !error.answer) throw error;
      findings.push(error.message);
      return error.answer;
    }
  };
  return { ...session, send, findings };
}
