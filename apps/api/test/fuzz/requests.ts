import fc from 'fast-check';
import { askers, type Base } from './bases.ts';
import { bodiesRound } from './bodies.ts';
import type { Contract, Parameter, Schema } from './contract.ts';
import { valuesOf } from './schemas.ts';
import type { FuzzRequest } from './session.ts';

const segments = ['%00', '%ff', '%', '..%2f..', '%F0%9F%A6%8A', ' ', "'", 'null', '0', '-1', 'x'.repeat(2000), '%ED%A0%80', '__proto__', 'constructor', '%252e'];
const queryTexts = ['', '0', '-1', '101', '1e3', 'NaN', '%00', '%ff', '%ED%A0%80', 'null', '[]', 'x'.repeat(600), '1&limit=2', '2027-02-30T00:00:00Z', '%F0%9F%A6%8A', '__proto__'];
const headerValues: Readonly<Record<string, readonly string[]>> = {
  'content-type': ['application/json', 'application/json; charset=utf-16', 'application/xml', 'text/plain', 'multipart/form-data', '', 'application/merge-patch+json', 'application/cloudevents+json', ';', 'application/json;;'],
  'if-match': ['"0"', '"1"', '*', 'W/"1"', '""', 'x', '"1", "2"', '"99999999999999999999"'],
  'if-none-match': ['"1"', '*', 'W/"1"', '""', 'x', '"1", "2"'],
  'idempotency-key': ['a', '', 'x'.repeat(256), '\u00e9', '{}', 'a b'],
  accept: ['text/html', '*/*;q=0', 'application/xml', ''],
  authorization: ['Bearer', 'Bearer x', 'Basic YTpi', 'Bearer pls_0', `Bearer ${'x'.repeat(5000)}`, ''],
  traceparent: ['00-0-0-0', 'x', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  'x-request-id': ['', 'x'.repeat(300), '{"a":1}', '\u00e9'],
  'content-encoding': ['gzip'],
  expect: ['200-maybe'],
};

/** Some headers, each of the list above. */
const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Record<string, string>>({}) },
  fc.constantFrom(...Object.entries(headerValues)).chain(([name, values]) => fc.constantFrom(...values).map((value): Record<string, string> => ({ [name]: value }))),
);

/** What follows it, such as the ending of a file, stays. */
const id = /^[a-z]+_[0-9a-z]{26}/;

/** The ids of a URL: one of them another's, nobody's, or no id at all. */
function urls(url: string, all: readonly string[], strangers: Readonly<Record<string, string>>): fc.Arbitrary<string> {
  const [path = '', query = ''] = url.split('?', 2);
  const parts = path.split('/');
  const places = parts.flatMap((part, index) => (id.test(part) ? [index] : []));
  if (places.length === 0) return fc.constant(url);
  const other = (part: string): string => strangers[part.split('_', 1)[0] ?? ''] ?? part.replace(/_[0-9a-z]{26}/, '_01h2xcejqtf2nbrexx3vqjhp41');
  const withPart = (place: number, made: (part: string) => string): string => [parts.map((part, index) => (index === place ? part.replace(id, made) : part)).join('/'), query].filter(Boolean).join('?');
  const place = fc.constantFrom(...places);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(url) },
    place.map((index) => withPart(index, other)),
    fc.tuple(place, fc.constantFrom(...all)).map(([index, one]) => withPart(index, () => one)),
    fc.tuple(place, fc.constantFrom(...segments)).map(([index, segment]) => withPart(index, () => segment)),
  );
}

/** Query parameters: of their schemas, at their ends, unknown ones, several of a name. */
function queries(parameters: readonly Parameter[], values: (schema: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const own = parameters.filter((parameter) => parameter.in === 'query');
  const anyText = fc.constantFrom(...queryTexts);
  const unknown = anyText.map((text) => `unknown=${text}`);
  if (own.length === 0) return fc.oneof({ weight: 9, arbitrary: fc.constant('') }, unknown);
  const one = fc.constantFrom(...own).chain(({ name, schema }) => fc.oneof(values(schema).map((value) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`), anyText.map((text) => `${name}=${text}`)));
  return fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 6, arbitrary: one }, fc.tuple(one, one).map(([first, second]) => `${first}&${second}`), unknown);
}

export interface Subjects {
  readonly contract: Contract;
  readonly ids: Readonly<Record<string, string>>;
  /** The same of another tenant, as far as it has such a thing. */
  readonly strangers: Readonly<Record<string, string>>;
}

/** Requests round the good one of an operation, most of them wrong in one way. */
export function requestsRound({ operation, request, example }: Base, { contract, ids, strangers }: Subjects): fc.Arbitrary<FuzzRequest> {
  const values = valuesOf(contract, ids);
  const contents = Object.entries(operation.requestBody?.content ?? {});
  const bodies = fc.oneof(...(contents.length === 0 ? [fc.constant<string | undefined>(undefined), fc.constantFrom('{}', 'x', 'null')] : contents.map(([, { schema }]) => bodiesRound(example, values(schema)))));
  const types = contents.length === 0 ? fc.constant(undefined) : fc.constantFrom(...contents.map(([type]) => type));
  return fc
    .record({ caller: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('owner' as const, 'operator' as const) }, fc.constantFrom(...askers)), url: urls(request.url, Object.values(ids), strangers), query: queries(operation.parameters, values), headers, body: bodies, type: types })
    .map((made): FuzzRequest => {
      const url = made.query === '' ? made.url : `${made.url}${made.url.includes('?') ? '&' : '?'}${made.query}`;
      const own: Record<string, string> = made.type === undefined ? {} : { 'content-type': made.type };
      return { ...request, caller: made.caller, url, headers: { ...own, ...made.headers }, body: made.body };
    });
}

/** Methods that a documented path does not have; whatever comes, it is a problem. */
export const otherMethods = (bases: readonly Base[]): FuzzRequest[] =>
  [...new Set(bases.map(({ operation }) => operation.path))].flatMap((path) => {
    const here = bases.filter(({ operation }) => operation.path === path);
    const taken = here.map(({ operation }) => operation.method);
    const [{ request } = { request: undefined }] = here;
    return request ? ['PUT', 'PATCH', 'DELETE', 'POST'].filter((method) => !taken.includes(method)).map((method) => ({ ...request, operationId: undefined, method })) : [];
  });
