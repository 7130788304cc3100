export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What happened, as the outbox holds it and as every subscriber gets it. */
export interface EventRecord {
  /** A UUID; the same at every delivery. */
  readonly id: string;
  /** `users.organization_created`. */
  readonly type: string;
  readonly version: number;
  readonly payload: JsonValue;
  /** RFC 3339, UTC, milliseconds. */
  readonly occurredAt: string;
  readonly requestId?: string;
  /** W3C Trace Context of the call that published it. */
  readonly traceparent?: string;
}

/** One event for one subscriber, such as `billing.openAccount`. It may come more than once. */
export interface Delivery {
  readonly subscriber: string;
  readonly event: EventRecord;
}

/** Who wants which type of event. */
export interface Subscription {
  readonly subscriber: string;
  readonly event: string;
}
