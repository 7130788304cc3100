import type { z } from 'zod';

interface Definition {
  type: string;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  element?: z.core.$ZodType;
}

const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def;

/** The schema below `.optional()`, `.default()`, `.transform()` and their like: the one that sees the input first. */
function innermost(schema: z.core.$ZodType): Definition {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.in;
  return inner === undefined ? definition : innermost(inner);
}

/** Splits at commas; blanks around an element and empty elements do not count. */
const asList = (text: string): string[] =>
  text
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

/** A value for the schema to check, or the reason why the text is not even of the schema's kind. */
export type Read = { value: unknown; problem?: undefined } | { value?: undefined; problem: string };

const readNumber = (text: string): Read =>
  /^-?\d+(?:\.\d+)?$/.test(text) ? { value: Number(text) } : { problem: 'must be a number in decimal digits' };

const readBoolean = (text: string): Read =>
  text === 'true' || text === 'false' ? { value: text === 'true' } : { problem: 'must be true or false' };

function readList(element: z.core.$ZodType, text: string): Read {
  const elements = asList(text).map((part) => fromText(element, part));
  const wrong = elements.findIndex(({ problem }) => problem !== undefined);
  if (wrong >= 0) return { problem: `element ${wrong + 1}: ${elements[wrong]?.problem ?? ''}` };
  return { value: elements.map(({ value }) => value) };
}

/**
 * The text of a variable as the kind of value that `schema` checks: a decimal number, `true` or `false`, a comma-separated
 * list; any other schema gets the text.
 */
export function fromText(schema: z.core.$ZodType, text: string): Read {
  const { type, element } = innermost(schema);
  if (type === 'number') return readNumber(text);
  if (type === 'boolean') return readBoolean(text);
  if (type === 'array' && element) return readList(element, text);
  return { value: text };
}

/** The text that `fromText` reads back as `value`. */
export const toText = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(',') : String(value));
