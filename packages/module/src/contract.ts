import type { DeclaredError } from '@plinth/kernel';
import { z } from 'zod';
import type { EventDefinition } from './event.ts';
import type { Json } from './json.ts';

/** One service or selector as its callers see it: what goes in, what comes out, which of its errors they should expect. */
export interface OperationContract<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
  readonly errors: readonly DeclaredError[];
}

type Equal<A, B> = [A, B] extends [B, A] ? true : false;

/** Refuses a schema that transforms, or that carries what JSON cannot. */
type JsonSchema<Schema extends z.ZodType> =
  Equal<z.input<Schema>, z.output<Schema>> extends true
    ? [z.output<Schema>] extends [Json<z.output<Schema>>]
      ? Schema
      : 'A contract carries JSON only: no Date, bigint, undefined, class or function.'
    : 'A contract carries JSON as it stands: no transform, default, coercion or codec.';

/** Declares one operation of a contract. */
export const operation = <Input extends z.ZodType, Output extends z.ZodType>(declared: {
  input: Input & JsonSchema<NoInfer<Input>>;
  output: Output & JsonSchema<NoInfer<Output>>;
  errors?: readonly DeclaredError[];
}): OperationContract<Input, Output> => ({ input: declared.input, output: declared.output, errors: declared.errors ?? [] });

export interface Contract<
  Module extends string = string,
  Services extends Record<string, OperationContract> = Record<string, OperationContract>,
  Selectors extends Record<string, OperationContract> = Record<string, OperationContract>,
  Subscribers extends Record<string, EventDefinition> = Record<string, EventDefinition>,
> {
  readonly module: Module;
  readonly services: Services;
  readonly selectors: Selectors;
  /** The events that the module acts on, its own or another's, by the name of what acts. */
  readonly subscribers: Subscribers;
}

/** What another process asks for by this name is the delivery of an event. */
export const reservedName = 'receive';

/** A module's border as a value; wrapper, rehearsal, documents and a remote client are all made from it. */
export function defineContract<
  const Module extends string,
  Services extends Record<string, OperationContract>,
  Selectors extends Record<string, OperationContract>,
  Subscribers extends Record<string, EventDefinition>,
>(module: Module, border: { services: Services; selectors: Selectors; subscribers: Subscribers }): Contract<Module, Services, Selectors, Subscribers> {
  for (const [name, { input, output }] of Object.entries({ ...border.services, ...border.selectors })) {
    if (name === reservedName) throw new Error(`${module}.${name}: no operation has the name of the delivery of events.`);
    for (const schema of [input, output]) {
      try {
        z.toJSONSchema(schema);
      } catch (cause) {
        throw new Error(`${module}.${name} cannot be written as JSON Schema.`, { cause });
      }
    }
  }
  return { module, ...border };
}

export type InputOf<O> = O extends OperationContract<infer Input> ? z.output<Input> : never;
export type OutputOf<O> = O extends OperationContract<z.ZodType, infer Output> ? z.output<Output> : never;
