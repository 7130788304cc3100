import type { AppError } from '@plinth/kernel';
import type { EventDefinition, PayloadOf } from './event.ts';

/** An outcome that is committed, audited, and then thrown to the caller. */
export class Refusal {
  readonly error: AppError;

  constructor(error: AppError) {
    this.error = error;
  }
}

/** Refuses while keeping what the transaction wrote: `return refuse(usersErrors.invalidCredentials())`. */
export const refuse = (error: AppError): Refusal => new Refusal(error);

/** What a successful call or a refusal leaves in the audit trail besides who, when and which operation. */
export interface AuditNote {
  /** The id of what was acted on. */
  readonly target?: string;
  /** Whose trail the row belongs to, as the module's tables hold owners; whoever acts for the owner may read it. */
  readonly owner?: string;
  /** Personal facts, such as an address; kept apart from the row, which holds a salted hash of them. */
  readonly details?: Readonly<Record<string, string>>;
}

export type Work<Context, Output> = (context: Context) => Promise<Output | Refusal>;

/** A service wired: its slow step first, then its work in one transaction. */
export interface ServiceDefinition<Before, Context, Input, Output> {
  readonly prepare: (context: Before, input: Input) => Promise<Work<Context, Output>>;
  readonly audit?: (facts: { input: Input; output: Output | undefined }) => AuditNote;
}

/**
 * Wires a service. `before` runs first and holds no connection (hashing, another module, a render); what it resolves to is the
 * service's third argument.
 */
export function service<Before, Context, Input, Output, Prepared = undefined>(
  run: (context: Context, input: Input, prepared: Prepared) => Promise<Output | Refusal>,
  options: {
    readonly before?: (context: Before, input: Input) => Promise<Prepared>;
    readonly audit?: (facts: { input: Input; output: Output | undefined }) => AuditNote;
  } = {},
): ServiceDefinition<Before, Context, Input, Output> {
  const { before, audit } = options;
  return {
    prepare: async (context, input) => {
      const prepared = before ? await before(context, input) : (undefined as Prepared);
      return (transaction) => run(transaction, input, prepared);
    },
    ...(audit && { audit }),
  };
}

/** A subscriber wired: an event of this or another module, turned into one piece of work. */
export interface SubscriberDefinition<Before, Context> {
  readonly event: EventDefinition;
  readonly prepare: (context: Before, payload: unknown) => Promise<(context: Context) => Promise<void>>;
}

/** Wires a subscriber; its effect happens once for each event, `before` at least once. */
export function subscriber<E extends EventDefinition, Before, Context, Prepared = undefined>(
  event: E,
  run: (context: Context, payload: PayloadOf<E>, prepared: Prepared) => Promise<void>,
  options: { readonly before?: (context: Before, payload: PayloadOf<E>) => Promise<Prepared> } = {},
): SubscriberDefinition<Before, Context> {
  return {
    event,
    prepare: async (context, unread) => {
      const payload = event.payload.parse(unread) as PayloadOf<E>;
      const prepared = options.before ? await options.before(context, payload) : (undefined as Prepared);
      return (transaction) => run(transaction, payload, prepared);
    },
  };
}
