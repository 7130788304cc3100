import type { DeclaredError } from '@plinth/kernel';
import type { Contract, OperationContract } from '@plinth/module';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';

/** What the host needs to know about a route besides its schemas; `request.routeOptions.config.operation`. */
export interface DescribedOperation {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly status: SuccessStatus;
  readonly errors: readonly DeclaredError[];
  /** Whether a POST or PATCH takes an `Idempotency-Key`. */
  readonly idempotent: boolean | undefined;
  readonly examples: Examples;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True where anyone may call; every other route wants a session or a key. */
    public?: boolean;
    operation?: DescribedOperation;
  }
}

export type SuccessStatus = 200 | 201 | 202 | 204;

/** Bodies as a reader of the documentation would send and get them. */
export interface Examples {
  readonly body?: unknown;
  readonly response?: unknown;
}

type Operations<C extends Contract> = C['services'] & C['selectors'];
type OutputSchema<O> = O extends OperationContract<z.ZodType, infer Output> ? Output : never;

export interface RouteDescription<Params, Query, Body, Status extends SuccessStatus> {
  /** The heading under which the documentation shows the route. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** 200 where it is left out. */
  readonly status?: Status;
  readonly public?: boolean;
  /** False exempts a POST from the `Idempotency-Key`, true lets a PATCH take it. */
  readonly idempotent?: boolean;
  readonly example?: Examples;
}

interface Described<Params, Query, Body, Response> {
  schema: { params: Params; querystring: Query; body: Body; response: Response };
  config: { public: boolean; operation: DescribedOperation };
}

const isStrict = (schema: z.ZodType): boolean => !(schema instanceof z.ZodObject) || schema.def.catchall?._zod.def.type === 'never';

function requireStrict(operationId: string, parts: Record<string, z.ZodType | undefined>): void {
  for (const [part, schema] of Object.entries(parts)) {
    if (schema && !isStrict(schema)) throw new TypeError(`${operationId}: its ${part} would let unknown fields pass; make it a z.strictObject.`);
  }
}

/**
 * The options of a route that answers with one operation of a contract: validates params, query and body, serialises the
 * operation's output, and carries what the documentation says. The operation's name is the `operationId`.
 */
export function describe<
  C extends Contract,
  Name extends keyof Operations<C> & string,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Status extends SuccessStatus = 200,
>(
  contract: C,
  name: Name,
  route: RouteDescription<Params, Query, Body, Status>,
): Described<Params, Query, Body, Status extends 204 ? undefined : Record<Status, OutputSchema<Operations<C>[Name]>>> {
  const { params, query, body, status = 200, example = {} } = route;
  const operation = contract.services[name] ?? contract.selectors[name];
  if (!operation) throw new TypeError(`${contract.module} has no operation ${name}.`);
  requireStrict(name, { params, query, body });
  const schema: FastifySchema = {
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(status !== 204 && { response: { [status]: operation.output } }),
  };
  const described: DescribedOperation = {
    operationId: name,
    tag: route.tag,
    summary: route.summary,
    description: route.description,
    status,
    errors: operation.errors,
    idempotent: route.idempotent,
    examples: example,
  };
  return { schema, config: { public: route.public ?? false, operation: described } } as never;
}
