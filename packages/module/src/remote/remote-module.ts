import type { Call } from '../call.ts';
import { type Contract, reservedName } from '../contract.ts';
import { isKeyed } from '../idempotency.ts';
import { type Module, subscriptionsOf } from '../module.ts';
import { createSender, type SenderOptions } from './sender.ts';

/** A module at work in another process: called like one of this process, by callers that cannot tell. */
export interface RemoteModule<C extends Contract> extends Omit<Module<C>, 'worker'> {
  /** Resolves when what is under way has been answered. */
  close(): Promise<void>;
}

/** As long as a request of the API may take; and a delivery. */
const patience = { call: 15_000, delivery: 55_000 };

type Asked = (input: unknown, call: Call) => Promise<unknown>;

/** The client of a module, made from its contract. Reads, and writes under an idempotency key, are tried again where their answer is lost. */
export function createRemoteModule<const C extends Contract>(contract: C, options: Omit<SenderOptions, 'module'>): RemoteModule<C> {
  const { send, close } = createSender({ ...options, module: contract.module });

  const group = (operations: object, isRepeatable: (call: Call) => boolean): Readonly<Record<string, Asked>> =>
    Object.fromEntries(
      Object.keys(operations).map((operation) => [
        operation,
        (input, call) => send({ operation, input, call, repeatable: isRepeatable(call), patience: patience.call }),
      ]),
    );

  return {
    services: group(contract.services, isKeyed) as RemoteModule<C>['services'],
    selectors: group(contract.selectors, () => true) as RemoteModule<C>['selectors'],
    subscriptions: subscriptionsOf(contract),
    receive: async (delivery, call) => {
      await send({ operation: reservedName, input: delivery, call, repeatable: true, patience: patience.delivery });
    },
    close,
  };
}
