import { type Column, type DriverValueEncoder, fillPlaceholders, is, Param, type Placeholder, SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { type OrderedField, rowDecoder } from './decode.ts';
import { scopedText } from './scope.ts';

/** Encodes one parameter; a column is one (and brings its type), `arrayOf` and the others in `parameters.ts` make more. */
export type Encoder<Value = unknown> = Column | (DriverValueEncoder<Value, unknown> & { readonly value?: Value });

type ColumnValue<C extends Column> = C['_']['data'] | (C['_']['notNull'] extends true ? never : null);

type ValueOf<E> = E extends Column ? ColumnValue<E> : E extends { readonly value?: infer Value } ? Exclude<Value, undefined> : never;

/** The values a statement is run with. */
export type Values<Encoders> = { readonly [Name in keyof Encoders]: ValueOf<Encoders[Name]> };

/** The parameters as the builder sees them: usable wherever Drizzle takes SQL. */
export type Parameters<Encoders> = { readonly [Name in keyof Encoders]: SQL<ValueOf<Encoders[Name]>> };

const builder = drizzle.mock();
type Builder = typeof builder;
type ReadBuilder = Pick<Builder, 'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count'>;

/** What a trace says of a statement: its text has placeholders and no values (OpenTelemetry's conventions for databases). */
interface QuerySpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Buildable {
  prepare(name: string): { getQuery(): { sql: string; params: unknown[] } };
}

type RowOf<Built> = Built extends SQL<infer Row> ? Row : Awaited<Built> extends readonly (infer Row)[] ? Row : never;

interface Statement<Row> {
  readonly text: string;
  readonly span: QuerySpan;
  /** The same, with the row-level scope set first; its last parameter is the scope. */
  readonly scoped: string;
  parametersOf(values: object): unknown[];
  /** Absent where rows come as the driver names them. */
  readonly decode?: (row: readonly unknown[]) => Row;
}

declare const valuesOf: unique symbol;

/** A compiled SELECT: runs on a `Reader` and on a `Tx`. */
export interface Query<V, Row> extends Statement<Row> {
  readonly kind: 'query';
  readonly [valuesOf]?: (values: V) => void;
}

/** A compiled write: runs on a `Tx` alone. */
export interface Command<V, Row> extends Statement<Row> {
  readonly kind: 'command';
  readonly [valuesOf]?: (values: V) => void;
}

const throughNull = (encoder: Encoder): DriverValueEncoder<unknown, unknown> => ({
  mapToDriverValue: (value) => (value === null ? null : encoder.mapToDriverValue(value)),
});

function parametersFor<Encoders extends Record<string, Encoder>>(encoders: Encoders): Parameters<Encoders> {
  const named = Object.entries(encoders).map(([name, encoder]) => {
    const slot: Placeholder = sql.placeholder(name);
    return [name, sql`${new Param(slot, throughNull(encoder))}`] as const;
  });
  return Object.fromEntries(named) as Parameters<Encoders>;
}

const dialect = new PgDialect();

function spanOf(text: string): QuerySpan {
  const name = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? 'query';
  return { name: `postgresql ${name}`, attributes: { 'db.system.name': 'postgresql', 'db.operation.name': name, 'db.query.text': text } };
}

function toStatement<Row>(built: Buildable | SQL): Statement<Row> {
  if (is(built, SQL)) {
    const { sql: text, params } = dialect.sqlToQuery(built);
    return { text, span: spanOf(text), scoped: scopedText(text, params.length), parametersOf: (values) => fillPlaceholders(params, { ...values }) };
  }
  const prepared = built.prepare('compiled');
  const { sql: text, params } = prepared.getQuery();
  const { fields } = prepared as { fields?: OrderedField[] };
  return {
    text,
    span: spanOf(text),
    scoped: scopedText(text, params.length),
    parametersOf: (values) => fillPlaceholders(params, { ...values }),
    ...(fields && { decode: rowDecoder(fields) as (row: readonly unknown[]) => Row }),
  };
}

/**
 * Compiles a read once, when its file is loaded: Drizzle's text and types, the driver's speed. The builder may return a
 * Drizzle select, or `sql<Row>` whose columns are named as the row's fields.
 */
export function compile<Encoders extends Record<string, Encoder>, Built extends Buildable | SQL>(
  encoders: Encoders,
  build: (q: ReadBuilder, parameters: Parameters<Encoders>) => Built,
): Query<Values<Encoders>, RowOf<Built>> {
  return { kind: 'query', ...toStatement<RowOf<Built>>(build(builder, parametersFor(encoders))) };
}

/** Compiles a write once; the same as `compile`, with inserts, updates and deletes. */
export function compileWrite<Encoders extends Record<string, Encoder>, Built extends Buildable | SQL>(
  encoders: Encoders,
  build: (q: Builder, parameters: Parameters<Encoders>) => Built,
): Command<Values<Encoders>, RowOf<Built>> {
  return { kind: 'command', ...toStatement<RowOf<Built>>(build(builder, parametersFor(encoders))) };
}
