import type { FieldIssue } from '@plinth/kernel';

const deepest = 32;
const most = 20;

const escape = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

/** PostgreSQL keeps neither U+0000 nor half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

function collect(value: unknown, pointer: string, depth: number, issues: FieldIssue[]): void {
  if (issues.length >= most) return;
  if (typeof value === 'string') {
    if (!isStorable(value)) issues.push({ pointer, code: 'invalid_text', message: 'Text with a NUL or half a surrogate pair cannot be kept.' });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepest) {
    issues.push({ pointer, code: 'too_deep', message: `Nested deeper than ${deepest} levels.` });
    return;
  }
  for (const [key, inner] of Object.entries(value)) collect(inner, `${pointer}/${escape(key)}`, depth + 1, issues);
}

/** Where a parsed body holds text that no column takes, or nests without end; the first twenty places. */
export function unstorableText(value: unknown): FieldIssue[] {
  const issues: FieldIssue[] = [];
  collect(value, '', 0, issues);
  return issues;
}
