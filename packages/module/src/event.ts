import type { z } from 'zod';
import type { Json } from './json.ts';

/** One version of something that happened; subscribers must read every version ever published. */
export interface EventDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly version: number;
  readonly payload: Payload;
}

export type PayloadOf<E> = E extends EventDefinition<infer Payload> ? z.output<Payload> : never;

interface EventEntry {
  readonly version: number;
  readonly payload: z.ZodType;
}

export type EventCatalogue<Entries extends Record<string, EventEntry>> = {
  readonly [Name in keyof Entries]: EventDefinition<Entries[Name]['payload']>;
};

type JsonPayloads<Entries extends Record<string, EventEntry>> = {
  [Name in keyof Entries]: [z.output<Entries[Name]['payload']>] extends [Json<z.output<Entries[Name]['payload']>>]
    ? EventEntry
    : never;
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The events a module publishes: `organizationCreated` of `users` has the type `users.organization_created`. */
export function defineEvents<Entries extends Record<string, EventEntry>>(
  module: string,
  entries: Entries & JsonPayloads<Entries>,
): EventCatalogue<Entries> {
  const events = Object.entries<EventEntry>(entries).map(([name, { version, payload }]) => [
    name,
    { type: `${module}.${snakeCase(name)}`, version, payload },
  ]);
  return Object.fromEntries(events) as EventCatalogue<Entries>;
}

/** Records an event in the transaction of the call; it leaves when, and only when, the transaction commits. */
export type Publish = <E extends EventDefinition>(event: E, payload: PayloadOf<E>) => void;
