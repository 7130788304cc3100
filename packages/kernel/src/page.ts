import { z } from 'zod';
import { type Id, idSchema } from './ids.ts';
import { requestErrors } from './request.ts';

/** A page of a list, newest first; `nextCursor` is null on the last one. */
export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** What every list takes. */
export const pageInput = {
  limit: z.int().min(1).max(100).exactOptional(),
  cursor: z.string().max(500).exactOptional(),
};

export interface PageInput {
  readonly limit?: number;
  readonly cursor?: string;
}

type PageSchema<Item extends z.ZodType> = z.ZodObject<
  { data: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString> },
  z.core.$strict
>;

/** A page in a contract; the documentation calls it `id`. */
export const pageSchema = <Item extends z.ZodType>(id: string, item: Item): PageSchema<Item> =>
  z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() }).meta({ id });

export const defaultLimit = 20;

/** An opaque cursor that holds the keyset of the last row shown. */
const encodeCursor = (keys: readonly string[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

const invalidCursor = () =>
  requestErrors.invalid([{ pointer: '/cursor', code: 'invalid_cursor', message: 'Not a cursor of this list.' }]);

/** The keyset inside a cursor, each key checked by its schema; `request.invalid` naming `/cursor` where it is none. */
export function decodeCursor<Keys extends z.ZodType<readonly string[]>>(cursor: string, keys: Keys): z.output<Keys> {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
  const parsed = keys.safeParse(decoded);
  if (!parsed.success) throw invalidCursor();
  return parsed.data;
}

/** Where a list that is newest first by id goes on: below the cursor's id, or at the very top. */
export const newestBefore = <Prefix extends string>(prefix: Prefix, cursor: string | undefined): Id<Prefix> =>
  cursor === undefined ? `${prefix}_7${'z'.repeat(25)}` : decodeCursor(cursor, z.tuple([idSchema(prefix)]))[0];

/** A page from one row more than `limit`: the surplus row only tells that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => readonly string[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null,
  };
}
