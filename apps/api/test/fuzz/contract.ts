import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

interface Response {
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** What `/openapi.json` promises, and how to hold an answer against it. */
export interface Contract {
  readonly operations: readonly Operation[];
  resolve(schema: Schema): Schema;
  /** What the contract does not allow about an answer; without an operation, only that a refusal is a problem document. */
  violations(operation: Operation | undefined, answer: Answer): string[];
}

const problemType = 'application/problem+json';
const mediaTypeOf = ({ headers }: Answer): string => (typeof headers['content-type'] === 'string' ? headers['content-type'].split(';', 1)[0] : undefined) ?? '';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function contractOf(text: string): Contract {
  const document = JSON.parse(text) as { paths: Record<string, Record<string, Operation>>; components: Record<string, Record<string, Schema>> };
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  formats.default(ajv, ['date', 'date-time', 'email', 'ipv4', 'ipv6', 'uri']);
  for (const name of ['cidrv4', 'cidrv6']) ajv.addFormat(name, true);
  const elsewhere = (schema: unknown): Schema => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')) as Schema;
  ajv.addSchema({ ...elsewhere({ components: document.components }), $id: 'openapi' });

  const resolve = <Part extends object>(part: Part): Part => {
    const reference = (part as { $ref?: string }).$ref;
    if (reference === undefined) return part;
    const [, , kind = '', name = ''] = reference.split('/');
    return resolve(document.components[kind]?.[name] as Part);
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path, parameters: ('parameters' in operation ? operation.parameters : []).map(resolve) })),
  );

  const validators = new Map<Schema, ValidateFunction>();
  const check = (schema: Schema, text: string): string[] => {
    let validate = validators.get(schema);
    if (!validate) validators.set(schema, (validate = ajv.compile(elsewhere(schema))));
    return validate(parsed(text)) ? [] : [`the body breaks its schema: ${ajv.errorsText(validate.errors)}`];
  };
  const problemSchema: Schema = { $ref: '#/components/schemas/Problem' };

  function violations(operation: Operation | undefined, answer: Answer): string[] {
    const { status } = answer;
    const found: string[] = [];
    if (status >= 400) {
      if (mediaTypeOf(answer) !== problemType) found.push(`${status} is ${mediaTypeOf(answer)}, not a problem document`);
      else found.push(...check(problemSchema, answer.text));
      if ((parsed(answer.text) as { status?: number } | undefined)?.status !== status) found.push('the problem tells another status');
    }
    const response = operation?.responses[status];
    if (operation && !response) found.push(`${status} is not documented`);
    if (!response || status >= 400) return found;
    const media = response.content?.[mediaTypeOf(answer)];
    if (!response.content && answer.text !== '') found.push(`${status} has a body, and none is documented`);
    if (response.content && !media) found.push(`${status} is ${mediaTypeOf(answer)}, which is not documented`);
    if (media && mediaTypeOf(answer).endsWith('json')) found.push(...check(media.schema, answer.text));
    return found;
  }
  return { operations, resolve, violations };
}
