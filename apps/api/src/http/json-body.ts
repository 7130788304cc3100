import { mediaTypesOf } from '@plinth/http';
import type { FieldIssue } from '@plinth/kernel';
import { requestErrors } from '@plinth/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';

const escape = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const poisonsBy = (key: string, value: unknown): boolean =>
  key === '__proto__' || (key === 'constructor' && isObject(value) && Object.hasOwn(value, 'prototype'));

/** The fields that would change an object's prototype when it is copied. */
function poisonedFields(root: unknown): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const rest: [pointer: string, value: unknown][] = [['', root]];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [pointer, value] = next;
    if (!isObject(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${escape(key)}`;
      if (poisonsBy(key, inner)) issues.push({ pointer: at, code: 'unknown_field', message: 'Unknown field.' });
      else rest.push([at, inner]);
    }
  }
  return issues;
}

/** Why the text is no body: not JSON, and where; or JSON with fields that poison. */
function reasonOf(text: string): Error {
  try {
    return requestErrors.invalid(poisonedFields(JSON.parse(text)));
  } catch (error) {
    const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    const detail = position === undefined ? 'The body is not valid JSON: it ends too early.' : `The body is not valid JSON at character ${position}.`;
    return new HttpProblem(httpProblems.invalidJson, { detail });
  }
}

const jsonTypes = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

const takes = ({ method, routeOptions, mediaType = '' }: FastifyRequest): boolean => mediaTypesOf(method, routeOptions.config).includes(mediaType);

/** Reads JSON, of the media types that the route takes: any other content type is 415. An empty body is none. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(jsonTypes, { parseAs: 'string' }, (request, text, done) => {
    if (!request.is404 && !takes(request)) {
      done(new HttpProblem(httpProblems.unsupportedMediaType));
      return;
    }
    if (text === '') {
      done(null, undefined);
      return;
    }
    void parse(request, text, (error, body) => {
      done(error && reasonOf(text), body);
    });
  });
}
