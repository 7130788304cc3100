import type { Delivery } from '@plinth/jobs';
import { AppError, type Clock } from '@plinth/kernel';
import { type Call, wasReplayed } from '../call.ts';
import { type Contract, reservedName } from '../contract.ts';
import type { Peer } from '../module.ts';
import { serviceTokens } from './service-token.ts';
import { answerText, pathOf, readRequest, type RemoteAnswer } from './wire.ts';

/** A module that this process hosts, for others to call. */
export interface HostedModule {
  readonly contract: Contract;
  readonly module: Pick<Peer, 'receive'> & { readonly services: object; readonly selectors: object };
}

export interface IncomingCall {
  readonly module: string;
  readonly operation: string;
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
  readonly body: string;
}

/** `status` is 200 for whatever the operation came to, an error of its own included. */
export interface CallAnswer {
  readonly status: 200 | 400 | 401 | 404;
  readonly body: string;
}

export interface AnswerOptions {
  /** `SERVICE_KEY`: any of them proves the caller. */
  readonly keys: readonly string[];
  readonly clock: Clock;
}

type Operation = (input: unknown, call: Call) => Promise<unknown>;

const refused = (status: 400 | 401 | 404, message: string): CallAnswer => ({ status, body: JSON.stringify({ refused: message }) });

/** The operations of the contract and the delivery; what a module can do besides is nobody else's. */
function operationsOf({ contract, module }: HostedModule): Map<string, Operation> {
  const known = (names: object, group: object) => Object.entries(group).filter(([name]) => Object.hasOwn(names, name)) as [string, Operation][];
  const receive: Operation = async (delivery, call) => {
    await module.receive(delivery as Delivery, call);
    return null;
  };
  return new Map([...known(contract.services, module.services), ...known(contract.selectors, module.selectors), [reservedName, receive]]);
}

/**
 * Answers the calls of other processes, made from the contracts. What proves itself by no token for this very call gets 401 and
 * learns nothing; an error that is none of a catalogue is thrown.
 */
export function answerCalls(hosted: readonly HostedModule[], { keys, clock }: AnswerOptions): (incoming: IncomingCall) => Promise<CallAnswer> {
  const tokens = serviceTokens(keys, clock);
  const modules = new Map(hosted.map((each) => [each.contract.module, operationsOf(each)]));

  async function outcomeOf(operation: Operation, input: unknown, call: Call): Promise<RemoteAnswer> {
    try {
      const result = await operation(input, call);
      return wasReplayed(call) ? { result, replayed: true } : { result };
    } catch (error) {
      if (error instanceof AppError) return { error };
      throw error;
    }
  }

  return async ({ module, operation: name, authorization = '', body }) => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(authorization) ?? [];
    const caller = await tokens.verify(token, { audience: module, path: pathOf(module, name), body });
    if (caller === undefined) return refused(401, 'No token for this call.');
    const operation = modules.get(module)?.get(name);
    if (!operation) return refused(404, `No ${module}.${name} here.`);
    const request = readRequest(body);
    if (!request) return refused(400, 'Not a call: {"input": …, "call": {"actor": …}} is.');
    return { status: 200, body: answerText(await outcomeOf(operation, request.input, request.call)) };
  };
}
