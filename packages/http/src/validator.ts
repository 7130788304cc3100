import { fieldIssues, type FieldIssue, requestErrors } from '@plinth/kernel';
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { unstorableText } from './unstorable-text.ts';

const partNames = { params: 'path', querystring: 'query', headers: 'header' } as const;

const isNamed = (part: string | undefined): part is keyof typeof partNames => part !== undefined && part in partNames;

const judgedLater = new WeakSet<z.ZodType>();

/** A body of parts that are judged one by one where they are used: its text and depth are not looked at before. */
export function judgedInParts<Schema extends z.ZodType>(schema: Schema): Schema {
  judgedLater.add(schema);
  return schema;
}

/** Validates a part of the request by its zod schema; refuses with every problem of the part, and what the text types let pass. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const locate = isNamed(httpPart) ? (issue: FieldIssue) => ({ ...issue, in: partNames[httpPart] }) : (issue: FieldIssue) => issue;
  return (data: unknown) => {
    const parsed = schema.safeParse(data);
    const unstorable = judgedLater.has(schema) ? [] : unstorableText(data);
    if (parsed.success && unstorable.length === 0) return { value: parsed.data };
    const invalid = parsed.success ? [] : fieldIssues(parsed.error.issues);
    const named = new Set(invalid.map(({ pointer }) => pointer));
    const issues = [...invalid, ...unstorable.filter(({ pointer }) => !named.has(pointer))];
    return { error: requestErrors.invalid(issues.map(locate)) };
  };
};
