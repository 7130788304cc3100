import { type Content, type Document, type Node, type Operation, operationsOf, resolve } from '../document.ts';
import { schemaBreaks } from './schemas.ts';

interface Documents {
  readonly before: Document;
  readonly now: Document;
}

interface Pair {
  readonly old: Operation;
  readonly fresh: Operation;
}

const isOpen = ({ security }: Operation): boolean => security?.length === 0;

const keyOf = (parameter: Node): string => `${String(parameter['in'])} parameter ${String(parameter['name'])}`;

function parametersOf(document: Document, { parameters = [] }: Operation): Map<string, Node> {
  return new Map(parameters.map((parameter) => resolve(document, parameter)).map((parameter) => [keyOf(parameter), parameter]));
}

function parameterBreaks({ before, now }: Documents, { old, fresh }: Pair): string[] {
  const [oldOnes, freshOnes] = [parametersOf(before, old), parametersOf(now, fresh)];
  const changed = [...oldOnes].flatMap(([name, parameter]) => {
    const next = freshOnes.get(name);
    if (!next) return [`${name}: is gone`];
    const required = next['required'] === true && parameter['required'] !== true ? [`${name}: is required now`] : [];
    return [...required, ...schemaBreaks({ old: parameter['schema'] as Node, fresh: next['schema'] as Node }, name, { before, now, direction: 'request' })];
  });
  const added = [...freshOnes].filter(([name, parameter]) => !oldOnes.has(name) && parameter['required'] === true).map(([name]) => `${name}: is new and required`);
  return [...changed, ...added];
}

function contentBreaks(documents: Documents, [old, fresh]: readonly [Content, Content], direction: 'request' | 'response'): string[] {
  return Object.entries(old).flatMap(([type, { schema }]) => {
    const next = fresh[type];
    if (!next) return [`${direction} ${type}: is gone`];
    return schema && next.schema ? schemaBreaks({ old: schema, fresh: next.schema }, direction, { ...documents, direction }) : [];
  });
}

function bodyBreaks(documents: Documents, { old, fresh }: Pair): string[] {
  if (!fresh.requestBody) return old.requestBody ? ['request: no body is taken any more'] : [];
  if (!old.requestBody) return fresh.requestBody.required === true ? ['request: a body is required now'] : [];
  const required = fresh.requestBody.required === true && old.requestBody.required !== true ? ['request: a body is required now'] : [];
  return [...required, ...contentBreaks(documents, [old.requestBody.content, fresh.requestBody.content], 'request')];
}

function responseBreaks(documents: Documents, { old, fresh }: Pair): string[] {
  return Object.entries(old.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, { content = {} }]) => {
      const next = fresh.responses[status];
      return next ? contentBreaks(documents, [content, next.content ?? {}], 'response') : [`response ${status}: is gone`];
    });
}

function operationBreaks(documents: Documents, pair: Pair): string[] {
  const { old, fresh } = pair;
  return [
    ...(old.operationId === fresh.operationId ? [] : [`its operationId was ${old.operationId} and is ${fresh.operationId}`]),
    ...(isOpen(old) && !isOpen(fresh) ? ['wants a credential now'] : []),
    ...parameterBreaks(documents, pair),
    ...bodyBreaks(documents, pair),
    ...responseBreaks(documents, pair),
  ];
}

/** Everything in `now` over which a caller of `before` would stumble, by operation. */
export function breakingChanges(before: Document, now: Document): string[] {
  const fresh = operationsOf(now);
  return [...operationsOf(before)].flatMap(([name, old]) => {
    const next = fresh.get(name);
    if (!next) return [`${name}: is gone`];
    return [...new Set(operationBreaks({ before, now }, { old, fresh: next }))].map((change) => `${name}: ${change}`);
  });
}
