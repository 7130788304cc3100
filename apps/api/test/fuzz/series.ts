import { createIds, systemClock } from '@plinth/kernel';
import { moduleNames } from '../../src/modules.ts';
import type { Base } from './bases.ts';
import type { Session } from './session.ts';

/** The series of a rendering: names with their labels. A histogram's buckets are as many as its counts, each so many times. */
export function seriesOf(rendered: string): Set<string> {
  const samples = rendered.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket{'));
  return new Set(samples.map((line) => line.slice(0, line.lastIndexOf(' '))));
}

const label = /\b([a-z]{1,20})="([^"]*)"/g;
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other']);
const outcomes = new Set(['ok', 'invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'precondition_failed', 'unprocessable', 'rate_limited', 'unavailable', 'internal']);

/** The labels of requests and calls that come from no route, no contract and no catalogue, each as `label="value"`. */
export function strangeLabels(series: ReadonlySet<string>, { world }: Session): string[] {
  const { app } = world.composition;
  const isRoute = (url: string): boolean => url === 'none' || app.server.supportedMethods.some((method) => app.server.hasRoute({ method, url }));
  const isKnown: Readonly<Record<string, (value: string) => boolean>> = {
    method: (value) => methods.has(value),
    route: isRoute,
    status: (value) => /^[2-5]\d\d$/.test(value),
    module: (value) => moduleNames.some((name) => name === value),
    // A name in the code: ids and paths have digits and marks.
    operation: (value) => /^[a-z]{3,60}$/i.test(value),
    kind: (value) => ['service', 'selector', 'subscriber'].includes(value),
    outcome: (value) => outcomes.has(value),
  };
  const ours = [...series].filter((name) => /^plinth_(?:http_request|call)_duration/.test(name));
  const labels = ours.flatMap((name) => Array.from(name.matchAll(label), ([text, key = '', value = '']) => ({ text, isKnown: isKnown[key]?.(value) ?? false })));
  return labels.flatMap(({ text, isKnown: known }) => (known ? [] : [text]));
}

const ids = createIds(systemClock);
const strangeMethods = ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'HEAD', 'DELETE'] as const;

/** Every operation about what nobody has heard of, by every method, and paths that lead nowhere; each time others. */
export async function askStrangely({ world }: Session, bases: readonly Base[]): Promise<number> {
  const { server } = world.composition.app;
  const headers = { authorization: `Bearer ${world.tokens.owner ?? ''}` };
  let asked = 0;
  const ask = async (method: string, url: string, more: object = {}): Promise<void> => {
    world.trial.rollsBack = true;
    await server.inject({ method: method as 'GET', url, headers, ...more });
    asked += 1;
  };
  try {
    for (const { request } of bases) {
      const url = request.url.replaceAll(/\b([a-z]+)_[0-9a-z]{26}/g, (_id, prefix: string) => ids(prefix));
      const key = { ...headers, ...request.headers, 'idempotency-key': ids('key'), 'user-agent': ids('agent'), 'x-request-id': ids('request') };
      await ask(request.method, url, { headers: key, ...(request.body !== undefined && { payload: request.body }) });
      for (const method of strangeMethods) await ask(method, url);
    }
    for (const url of [`/${ids('path')}`, `/v1/${ids('path')}`, `/v1/organizations/${ids('org')}/${ids('path')}`, `/problems/${ids('code')}`, `/docs/${ids('page')}`]) await ask('GET', url);
  } finally {
    world.trial.rollsBack = false;
  }
  return asked;
}
