import type { Reader, Tx } from '@plinth/db';
import type { Actor, Clock, Ids } from '@plinth/kernel';
import type { Call, Client } from './call.ts';
import type { Publish } from './event.ts';

/** What every operation can rely on, whatever its module. */
export interface Shared {
  readonly actor: Actor;
  readonly client: Client | undefined;
  /** To call another module with: on behalf of the same actor, for the same request, by the same deadline, under no key and for any version. */
  readonly onward: Call;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a selector gets, and a service's `before` step: reads, no transaction held. */
export interface ReadContext<Module extends string> extends Shared {
  readonly db: Reader<Module>;
}

/** What a service gets: one transaction, committed when it returns. */
export interface ServiceContext<Module extends string> extends Shared {
  readonly tx: Tx<Module>;
  readonly publish: Publish;
  /**
   * Compares the version of the row that is about to change, once it is locked, with those that the caller expects:
   * `request.precondition_failed` where it is another. Nothing where the caller expects none.
   */
  readonly requireVersion: (current: number) => void;
}
