import type { FieldIssue } from '@plinth/kernel';

const deepest = 16;

const escape = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** PostgreSQL keeps neither U+0000 nor half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** The first thing in an event's data that cannot be kept. */
export function dataProblems(data: unknown, pointer = '/data', depth = 0): FieldIssue[] {
  if (typeof data === 'string') {
    return isStorable(data) ? [] : [{ pointer, code: 'invalid_text', message: 'Text with a NUL or half a surrogate pair cannot be kept.' }];
  }
  if (!isObject(data)) return [];
  if (depth === deepest) return [{ pointer, code: 'too_deep', message: `Nested deeper than ${deepest} levels.` }];
  for (const [key, inner] of Object.entries(data)) {
    const field = `${pointer}/${escape(key)}`;
    const issues = isStorable(key) ? dataProblems(inner, field, depth + 1) : dataProblems(key, field);
    if (issues.length > 0) return issues;
  }
  return [];
}

/** JSON with sorted keys: data that says the same has the same text. */
export const canonicalData = (data: unknown): string =>
  JSON.stringify(data, (_key, inner: unknown) =>
    isObject(inner) && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

const plainDecimal = /^-?\d{1,18}(?:\.\d{1,12})?$/;

/**
 * True for what a meter can sum: up to 18 digits before the point and 12 behind it, as text, or as a JSON number that a double
 * holds exactly: 15 digits, or a whole number of up to 2^53 - 1.
 */
export function isSummable(value: unknown): boolean {
  if (typeof value === 'string') return plainDecimal.test(value);
  if (typeof value !== 'number') return false;
  const text = String(value);
  return plainDecimal.test(text) && (Number.isSafeInteger(value) || text.replace(/^-?0*\.?0*|\./g, '').length <= 15);
}

/** A value as filters and groups compare it, as PostgreSQL's `->>` has it; undefined for what is no single value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const longestCountable = 1000;

/** True for what a meter can tell apart. */
export const isCountable = (value: unknown): boolean => (textOf(value)?.length ?? Infinity) <= longestCountable;
