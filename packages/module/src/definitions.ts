import type { AppError } from '@plinth/kernel';

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

/** A subscriber wired: what one piece of work an event of the contract becomes. */
export interface SubscriberDefinition<Before, Context, Payload> {
  /** Whether there is a step before the work, which a second delivery is to be spared. */
  readonly hasBefore: boolean;
  readonly prepare: (context: Before, payload: Payload) => Promise<(context: Context) => Promise<void>>;
}

/** Wires a subscriber; its effect happens once for each event, `before` at least once. */
export function subscriber<Before, Context, Payload, Prepared = undefined>(
  run: (context: Context, payload: Payload, prepared: Prepared) => Promise<void>,
  options: { readonly before?: (context: Before, payload: Payload) => Promise<Prepared> } = {},
): SubscriberDefinition<Before, Context, Payload> {
  return {
    hasBefore: options.before !== undefined,
    prepare: async (context, payload) => {
      const prepared = options.before ? await options.before(context, payload) : (undefined as Prepared);
      return (transaction) => run(transaction, payload, prepared);
    },
  };
}
