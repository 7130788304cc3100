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
  /** The media type of an answer that is a file; JSON where it is undefined. */
  readonly file: string | undefined;
  readonly errors: readonly DeclaredError[];
  /** What becomes of the caller's session: an answer that begins one has its `token`, which the caller may have as a cookie instead. */
  readonly session: 'begins' | 'ends' | undefined;
  /** False where every credential may call, whatever it may do elsewhere. */
  readonly forbids: boolean;
  readonly deprecated: Deprecation | undefined;
  /** Whether a POST or PATCH takes an `Idempotency-Key`. */
  readonly idempotent: boolean | undefined;
  /** What a body may be; anything else is 415. */
  readonly mediaTypes: readonly string[];
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

/** Bodies by their media types, where a route takes others than `application/json`. Each is JSON. */
export type Bodies = Readonly<Record<`${string}/${string}`, z.ZodType>>;

/** A route on its way out. */
export interface Deprecation {
  /** `YYYY-MM-DD`: since when another one should be called; the header `Deprecation` (RFC 9745). */
  readonly since: string;
  /** `YYYY-MM-DD`: when it goes; the header `Sunset` (RFC 8594). */
  readonly sunset?: string;
  /** What to call instead: the address of a page. */
  readonly link?: string;
}

/** Bodies as a reader of the documentation would send and get them. */
export interface Examples {
  /** Of the first media type that the route takes. */
  readonly body?: unknown;
  readonly response?: unknown;
}

type Operations<C extends Contract> = C['services'] & C['selectors'];
type BodySchema<Body> = Body extends z.ZodType | undefined ? Body : z.ZodType<z.output<Extract<Body[keyof Body], z.ZodType>>>;
type OutputSchema<O> = O extends OperationContract<z.ZodType, infer Output> ? Output : never;

export interface RouteDescription<Params, Query, Body, Status extends SuccessStatus, File extends string | undefined = string | undefined> {
  /** The heading under which the documentation shows the route. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Bytes that a body may have, where the host's limit is not right. */
  readonly bodyLimit?: number;
  /** 200 where it is left out. */
  readonly status?: Status;
  /** The media type of a file, such as `application/pdf`: the handler sends its bytes, and nothing serialises them. */
  readonly file?: File;
  readonly public?: boolean;
  /** `begins` where the answer's `token` is a session's, which the host may hand over in another way; `ends` where that is to be undone. */
  readonly session?: 'begins' | 'ends';
  /** False where every credential may call: nobody who has one is answered 403. */
  readonly forbids?: false;
  /** False exempts a POST from the `Idempotency-Key`, true lets a PATCH take it. */
  readonly idempotent?: boolean;
  readonly deprecated?: Deprecation;
  readonly example?: Examples;
}

interface Described<Params, Query, Body, Response> {
  schema: { params: Params; querystring: Query; body: Body; response: Response };
  config: { public: boolean; operation: DescribedOperation };
  bodyLimit?: number;
}

const isStrict = (schema: z.ZodType): boolean => !(schema instanceof z.ZodObject) || schema.def.catchall?._zod.def.type === 'never';

function requireStrict(operationId: string, parts: Record<string, z.ZodType | undefined>): void {
  for (const [part, schema] of Object.entries(parts)) {
    if (schema && !isStrict(schema)) throw new TypeError(`${operationId}: its ${part} would let unknown fields pass; make it a z.strictObject.`);
  }
}

const json = 'application/json';

const bodiesOf = (body: z.ZodType | Bodies | undefined): Bodies => (body instanceof z.ZodType ? { [json]: body } : (body ?? {}));

/** As Fastify takes a schema for each media type; a single one holds for whatever the host has parsed. */
const bodySchemaOf = (body: z.ZodType | Bodies): unknown =>
  body instanceof z.ZodType ? body : { content: Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema }])) };

/**
 * The options of a route that answers with one operation of a contract: validates params, query and body, serialises the
 * operation's output, and carries what the documentation says. The operation's name is the `operationId`.
 */
export function describe<
  C extends Contract,
  Name extends keyof Operations<C> & string,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | Bodies | undefined = undefined,
  Status extends SuccessStatus = 200,
  File extends string | undefined = undefined,
>(
  contract: C,
  name: Name,
  route: RouteDescription<Params, Query, Body, Status, File>,
): Described<Params, Query, BodySchema<Body>, Status extends 204 ? undefined : File extends string ? undefined : Record<Status, OutputSchema<Operations<C>[Name]>>> {
  const { params, query, body, bodyLimit, status = 200, file, example = {} } = route;
  const operation = contract.services[name] ?? contract.selectors[name];
  if (!operation) throw new TypeError(`${contract.module} has no operation ${name}.`);
  const bodies = bodiesOf(body);
  requireStrict(name, { params, query, ...(body instanceof z.ZodType ? { body } : bodies) });
  const schema: FastifySchema = {
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body: bodySchemaOf(body) }),
    ...(status !== 204 && file === undefined && { response: { [status]: operation.output } }),
  };
  const described: DescribedOperation = {
    operationId: name,
    tag: route.tag,
    summary: route.summary,
    description: route.description,
    status,
    file,
    errors: operation.errors,
    session: route.session,
    forbids: route.forbids ?? true,
    deprecated: route.deprecated,
    idempotent: route.idempotent,
    mediaTypes: body ? Object.keys(bodies) : [json],
    examples: example,
  };
  return { schema, config: { public: route.public ?? false, operation: described }, ...(bodyLimit !== undefined && { bodyLimit }) } as never;
}
