import type { Database, Scope } from '@plinth/db';
import { createWorker, type Delivery, type Schedule, type Subscription, type Worker, type WorkerLogger, type WorkerWork } from '@plinth/jobs';
import type { Actor, Clock, Ids } from '@plinth/kernel';
import { type Call, onwardOf } from './call.ts';
import type { ReadContext, ServiceContext } from './context.ts';
import type { Contract, InputOf, OperationContract, OutputOf } from './contract.ts';
import type { ServiceDefinition, SubscriberDefinition } from './definitions.ts';
import type { PayloadOf } from './event.ts';
import { idempotencyOf } from './idempotency.ts';
import type { Observer } from './observer.ts';
import { observed, parseInput, rehearsed } from './operation.ts';
import { receiver } from './receive.ts';
import { redactionOf } from './secret.ts';
import { transactions } from './transaction.ts';

type Operation<O> = (input: InputOf<O>, call: Call) => Promise<OutputOf<O>>;
type Operations<Group> = { readonly [Name in keyof Group]: Operation<Group[Name]> };

/** What another module or the host can do with a module, local or remote. */
export interface Peer {
  readonly subscriptions: readonly Subscription[];
  receive(delivery: Delivery, call: Call): Promise<void>;
}

export interface ModuleWorker {
  /** Starts to carry this module's events to `peers`, itself among them where it subscribes to its own. Both kinds of work where `work` is left out. */
  start(peers: readonly Peer[], work?: WorkerWork): Promise<void>;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** A module at work. */
export interface Module<C extends Contract> extends Peer {
  readonly services: Operations<C['services']>;
  readonly selectors: Operations<C['selectors']>;
  readonly worker: ModuleWorker;
}

/** What whoever composes a process gives to every module. */
export interface ModuleRuntime<Module extends string> {
  readonly database: Database<Module>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: WorkerLogger;
  /** Sends every call through JSON and its schemas, as to another process. Development and tests. */
  readonly rehearse?: boolean;
  readonly observer?: Observer;
}

interface ModuleOptions<C extends Contract, Deps extends object> extends ModuleRuntime<C['module']> {
  /** Given to every context of the module. */
  readonly deps: Deps;
  /** The owners whose rows the actor may touch, as the module's tables hold them. */
  readonly scopeOf: (actor: Actor) => Scope;
  readonly services: {
    readonly [Name in keyof C['services']]: ServiceDefinition<
      ReadContext<C['module']> & Deps,
      ServiceContext<C['module']> & Deps,
      InputOf<C['services'][Name]>,
      OutputOf<C['services'][Name]>
    >;
  };
  readonly selectors: {
    readonly [Name in keyof C['selectors']]: (
      context: ReadContext<C['module']> & Deps,
      input: InputOf<C['selectors'][Name]>,
    ) => Promise<OutputOf<C['selectors'][Name]>>;
  };
  /** Work that the clock starts, in the worker. */
  readonly schedules?: readonly Schedule[];
}

/** One for each subscriber of the contract; left out where it has none. */
type SubscribersOf<C extends Contract, Deps extends object> = [keyof C['subscribers']] extends [never]
  ? { readonly subscribers?: undefined }
  : {
      readonly subscribers: {
        readonly [Name in keyof C['subscribers']]: SubscriberDefinition<
          ReadContext<C['module']> & Deps,
          ServiceContext<C['module']> & Deps,
          PayloadOf<C['subscribers'][Name]>
        >;
      };
    };

/** What a module of this contract wants to be told of, wherever it runs. */
export const subscriptionsOf = ({ module, subscribers }: Contract): Subscription[] =>
  Object.entries(subscribers).map(([name, { type }]) => ({ subscriber: `${module}.${name}`, event: type }));

type AnyOperation = (input: unknown, call: Call) => Promise<unknown>;

/** Makes a module of its contract and its functions. Only `module.ts` of each module calls this. */
export function createModule<const C extends Contract, Deps extends object>(contract: C, options: ModuleOptions<C, Deps> & SubscribersOf<C, Deps>): Module<C> {
  const { database, clock, ids, deps, scopeOf, rehearse = false, observer } = options;
  const { module } = contract;
  const inTransaction = transactions({ database, clock, ids, ...(observer && { observer }) });

  const sharedBy = (call: Call) => ({ actor: call.actor, client: call.client, onward: onwardOf(call), clock, ids, ...deps });
  const readBy = (call: Call): ReadContext<C['module']> & Deps => ({ ...sharedBy(call), db: database.reader(scopeOf(call.actor)) });

  const finished = (group: Record<string, OperationContract>, kind: 'service' | 'selector', runnerOf: (name: string, operation: OperationContract) => AnyOperation) =>
    Object.fromEntries(
      Object.entries(group).map(([name, operation]): [string, AnyOperation] => {
        const runner = runnerOf(name, operation);
        const run: AnyOperation = (input, call) =>
          observed({ module, name, kind }, observer, () => runner(parseInput(operation, input), call));
        return [name, rehearse ? rehearsed(operation, `${module}.${name}`, run) : run];
      }),
    );

  const selectors = finished(contract.selectors, 'selector', (name) => {
    const select = options.selectors[name as keyof C['selectors']] as (context: ReadContext<C['module']> & Deps, input: unknown) => Promise<unknown>;
    return (input, call) => select(readBy(call), input);
  });

  const services = finished(contract.services, 'service', (name, { output }) => {
    const definition = options.services[name as keyof C['services']] as ServiceDefinition<
      ReadContext<C['module']> & Deps,
      ServiceContext<C['module']> & Deps,
      unknown,
      unknown
    >;
    const operation = `${module}.${name}`;
    const redact = redactionOf(output);
    return async (input, call) => {
      const work = await definition.prepare(readBy(call), input);
      return inTransaction({
        operation,
        call,
        scope: scopeOf(call.actor),
        key: idempotencyOf(operation, input, call),
        work: (transaction) => work({ ...sharedBy(call), ...transaction }),
        audit: (output) => definition.audit?.({ input, output }) ?? {},
        stored: (output) => (redact ? redact(output) : output),
      });
    };
  });

  const subscribers = (options.subscribers ?? {}) as Readonly<Record<string, SubscriberDefinition<ReadContext<C['module']> & Deps, ServiceContext<C['module']> & Deps, unknown>>>;
  const receive = receiver<C['module'], Deps>({ module, database, clock, events: contract.subscribers, subscribers, observer, inTransaction, sharedBy, readBy });

  return {
    services: services as Operations<C['services']>,
    selectors: selectors as Operations<C['selectors']>,
    subscriptions: subscriptionsOf(contract),
    receive,
    worker: workerOf(module, options),
  };
}

function workerOf<C extends Contract, Deps extends object>(module: string, { database, clock, logger, schedules = [] }: ModuleOptions<C, Deps>): ModuleWorker {
  let running: Worker | undefined;
  return {
    start: async (peers, work) => {
      const subscriptions = peers.flatMap((peer) => peer.subscriptions).filter(({ event }) => event.startsWith(`${module}.`));
      const deliver = async (delivery: Delivery): Promise<void> => {
        const peer = peers.find((candidate) => candidate.subscriptions.some(({ subscriber }) => subscriber === delivery.subscriber));
        if (!peer) throw new Error(`No module here answers for ${delivery.subscriber}.`);
        const { requestId } = delivery.event;
        await peer.receive(delivery, { actor: { type: 'system', name: delivery.subscriber }, ...(requestId !== undefined && { requestId }) });
      };
      running = createWorker({ module, driver: database.driver, clock, logger, subscriptions, deliver, schedules, ...(work && { work }) });
      await running.start();
    },
    stop: async () => {
      await running?.stop();
    },
  };
}
