import { ruleOf } from './table.ts';

interface Schema {
  readonly pattern?: string;
}

interface Parameter {
  readonly name: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

export interface Operation extends DocumentedOperation {
  readonly method: string;
  readonly path: string;
}

/** All described routes of a document, whichever module they belong to. */
export function operationsOf(document: Readonly<Record<string, unknown>>): Operation[] {
  const paths = document['paths'] as Record<string, Record<string, DocumentedOperation | undefined>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => (operation?.operationId === undefined ? [] : [{ ...operation, method: method.toUpperCase(), path }])),
  );
}

/** What requests speak about: an id for each prefix, a value for each other parameter by its name. */
export interface Subjects {
  readonly ids: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
}

export interface MadeRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const prefixOf = (schema: Schema | undefined): string | undefined => /^\^([a-z]+)_\[/.exec(schema?.pattern ?? '')?.[1];

/** A request of an operation that anyone with the right would get an answer to: its example, about the world's subjects. */
export function requestOf(operation: Operation, { ids, names }: Subjects): MadeRequest {
  const { operationId, method, path, parameters = [], requestBody } = operation;
  const rule = ruleOf(operationId);
  const valueOf = ({ name, schema }: Parameter): string => {
    const prefix = prefixOf(schema);
    const value = rule.query?.[name] ?? (prefix === undefined ? names[name] : ids[prefix]);
    if (value === undefined) throw new Error(`${operationId} takes ${name}${prefix === undefined ? '' : ` (${prefix}_…)`}: make one in apps/api/test/authorization/world.ts.`);
    return value;
  };

  const url = parameters.filter((parameter) => parameter.in === 'path').reduce((made, parameter) => made.replace(`{${parameter.name}}`, valueOf(parameter)), path);
  const required = parameters.filter((parameter) => parameter.in === 'query' && (parameter.required === true || rule.query?.[parameter.name] !== undefined));
  const query = new URLSearchParams(required.map((parameter) => [parameter.name, valueOf(parameter)])).toString();

  const [contentType, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const example = rule.body ?? content?.example;
  if (contentType !== undefined && example === undefined) throw new Error(`${operationId} has no example of a body: give its route one.`);
  const body = example === undefined ? undefined : JSON.stringify(example).replaceAll(/"([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}"/g, (id, prefix: string) => (ids[prefix] === undefined ? id : `"${ids[prefix]}"`));
  return { method, url: query === '' ? url : `${url}?${query}`, contentType, body };
}
