import { readFileSync } from 'node:fs';

/** Any object of a JSON document. */
export type Node = Readonly<Record<string, unknown>>;

/** An OpenAPI document, with its references as they stand. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: Node;
}

export interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Node[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export type Content = Readonly<Record<string, { readonly schema?: Node; readonly example?: unknown }>>;

export const readDocument = (path: string | URL): Document =>
   
  JSON.parse(readFileSync(path, 'utf8')) as Document;

const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** `POST /v1/plans` and its operation, for every operation. */
export function operationsOf({ paths }: Document): Map<string, Operation> {
  const entries = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  return new Map(entries);
}

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows a `$ref` inside the document. */
export function resolve(document: Document, node: unknown): Node {
  if (!isNode(node)) return {};
  const { $ref: reference } = node;
  if (typeof reference !== 'string') return node;
  const target = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, segment) => (isNode(at) ? at[segment] : undefined), document);
  return resolve(document, target);
}
