import type { DescribedOperation } from '@plinth/http';
import { z } from 'zod';

/** A route as it was registered. */
export interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly public: boolean;
  readonly operation: DescribedOperation;
  readonly schema: { readonly params?: unknown; readonly querystring?: unknown; readonly body?: unknown; readonly response?: unknown };
}

/** The schema of what the route answers with; undefined where that is a file or nothing. */
export function outputOf({ operation: { status, file }, schema }: DescribedRoute): z.ZodType | undefined {
  return file === undefined ? (schema.response as Record<number, z.ZodType> | undefined)?.[status] : undefined;
}

const hasField = (schema: z.ZodType | undefined, ...names: string[]): boolean =>
  schema instanceof z.ZodObject && names.some((name) => Object.hasOwn(schema.shape, name));

/** Whether the answer is one resource with a version, which makes its `ETag`. */
export const isVersioned = (route: DescribedRoute): boolean => hasField(outputOf(route), 'version', 'revision');

/** Whether the answer is a page of a list. */
export const isPage = (route: DescribedRoute): boolean => hasField(outputOf(route), 'nextCursor');
