/** An event that is committed. */
export interface PublishedEvent {
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
}

/** Told of what modules have done, for figures of the business: at once, in memory, never throwing. */
export interface Observer {
  /** `outcome` is `ok`, the code of the error, or `internal` for one of no catalogue. */
  called?(module: string, operation: string, outcome: string): void;
  /** Those of one transaction, in their order. */
  published?(events: readonly PublishedEvent[]): void;
}
