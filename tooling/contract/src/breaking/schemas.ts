import { type Document, isNode, type Node, resolve } from '../document.ts';

/**
 * A schema as it was and as it is. In a request, what was accepted must be accepted still; in a response, what is sent must be what
 * was promised, with more fields or more values of an enumeration at most.
 */
export interface Comparison {
  readonly before: Document;
  readonly now: Document;
  readonly direction: 'request' | 'response';
}

interface Pair {
  readonly old: Node;
  readonly fresh: Node;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const fields = (schema: Node): Node => (isNode(schema['properties']) ? schema['properties'] : {});

/** The shapes that a value may have: of `anyOf`, of `oneOf`, of a list of types. */
function shapesOf(document: Document, schema: Node): Node[] {
  const resolved = resolve(document, schema);
  const options = [...list(resolved['anyOf']), ...list(resolved['oneOf'])];
  if (options.length > 0) return options.flatMap((option) => shapesOf(document, isNode(option) ? option : {}));
  if (Array.isArray(resolved['type'])) return resolved['type'].map((type: unknown) => ({ ...resolved, type }));
  return [resolved];
}

const typeOf = ({ type, const: constant, enum: values }: Node): unknown =>
  type ?? (constant === undefined ? (Array.isArray(values) ? typeof values[0] : undefined) : typeof constant);

const valuesOf = ({ const: constant, enum: values }: Node): readonly unknown[] | undefined =>
  constant === undefined ? (Array.isArray(values) ? values : undefined) : [constant];

const bounds = [
  ['minLength', 1], ['minItems', 1], ['minimum', 1], ['exclusiveMinimum', 1],
  ['maxLength', -1], ['maxItems', -1], ['maximum', -1], ['exclusiveMaximum', -1],
] as const;

/** Bounds that are narrower than they were. */
function narrowed({ old, fresh }: Pair, at: string): string[] {
  return bounds.flatMap(([name, sign]) => {
    const [was, is] = [old[name], fresh[name]];
    if (typeof is !== 'number' || (typeof was === 'number' && is * sign <= was * sign)) return [];
    return [`${at}: ${name} was ${typeof was === 'number' ? was : 'not set'} and is ${is}`];
  });
}

function scalarBreaks({ old, fresh }: Pair, at: string, { direction }: Comparison): string[] {
  const [before, after] = direction === 'request' ? [old, fresh] : [fresh, old];
  const breaks: string[] = [];
  const [given, taken] = [valuesOf(before), valuesOf(after)];
  if (direction === 'request' && taken) {
    const lost = given?.filter((value) => !taken.includes(value)) ?? ['any value'];
    if (lost.length > 0) breaks.push(`${at}: no longer takes ${lost.join(', ')}`);
  }
  if (after['format'] !== undefined && before['format'] !== after['format']) breaks.push(`${at}: its format was ${String(old['format'])} and is ${String(fresh['format'])}`);
  if (direction === 'request' && after['pattern'] !== undefined && before['pattern'] !== after['pattern']) breaks.push(`${at}: its pattern is another`);
  return direction === 'request' ? [...breaks, ...narrowed({ old, fresh }, at)] : breaks;
}

function objectBreaks({ old, fresh }: Pair, at: string, comparison: Comparison, above: readonly Pair[]): string[] {
  const [oldFields, freshFields] = [fields(old), fields(fresh)];
  const [oldRequired, freshRequired] = [list(old['required']), list(fresh['required'])];
  const required =
    comparison.direction === 'request'
      ? freshRequired.filter((name) => !oldRequired.includes(name)).map((name) => `${at}/${String(name)}: is required now`)
      : oldRequired.filter((name) => !freshRequired.includes(name) && Object.hasOwn(freshFields, String(name))).map((name) => `${at}/${String(name)}: may be left out now`);
  const each = Object.entries(oldFields).flatMap(([name, field]) => {
    const place = `${at}/${name}`;
    if (!Object.hasOwn(freshFields, name)) return comparison.direction === 'request' && fresh['additionalProperties'] !== false ? [] : [`${place}: is gone`];
    return schemaBreaks({ old: field as Node, fresh: freshFields[name] as Node }, place, comparison, above);
  });
  const [oldRest, freshRest] = [old['additionalProperties'], fresh['additionalProperties']];
  const rest = isNode(oldRest) && isNode(freshRest) ? schemaBreaks({ old: oldRest, fresh: freshRest }, `${at}/*`, comparison, above) : [];
  return [...required, ...each, ...rest];
}

function shapeBreaks(pair: Pair, at: string, comparison: Comparison, above: readonly Pair[]): string[] {
  const { old, fresh } = pair;
  const [from, to] = comparison.direction === 'request' ? [typeOf(old), typeOf(fresh)] : [typeOf(fresh), typeOf(old)];
  if (to !== undefined && from !== to && !(from === 'integer' && to === 'number')) return [`${at}: its type was ${String(typeOf(old))} and is ${String(typeOf(fresh))}`];
  if (to === 'object') return objectBreaks(pair, at, comparison, above);
  if (to === 'array') {
    const items = { old: (old['items'] ?? {}) as Node, fresh: (fresh['items'] ?? {}) as Node };
    return [...schemaBreaks(items, `${at}/-`, comparison, above), ...(comparison.direction === 'request' ? narrowed(pair, at) : [])];
  }
  return scalarBreaks(pair, at, comparison);
}

/** What a caller of the old schema would stumble over, each with a JSON Pointer to where it is. */
export function schemaBreaks(pair: Pair, at: string, comparison: Comparison, above: readonly Pair[] = []): string[] {
  if (above.some(({ old, fresh }) => old === pair.old && fresh === pair.fresh)) return [];
  const path = [...above, pair];
  const [oldShapes, freshShapes] = [shapesOf(comparison.before, pair.old), shapesOf(comparison.now, pair.fresh)];
  const request = comparison.direction === 'request';
  const [given, taken] = request ? [oldShapes, freshShapes] : [freshShapes, oldShapes];
  return given.flatMap((shape) => {
    const candidates = taken.map((candidate) => shapeBreaks(request ? { old: shape, fresh: candidate } : { old: candidate, fresh: shape }, at, comparison, path));
    return candidates.reduce((best, next) => (next.length < best.length ? next : best), candidates[0] ?? []);
  });
}
