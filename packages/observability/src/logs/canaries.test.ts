import { Readable } from 'node:stream';
import { Secret } from '@plinth/config';
import { describe, expect, test } from 'vitest';
import { createLogger, type Logger, withLogContext } from '../index.ts';

const canary = 'hunter2canary';

function written(log: (logger: Logger) => void, pretty = false): string {
  const lines: string[] = [];
  log(createLogger({ level: 'trace', pretty, service: 'plinth', destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

function thrownBy(run: () => void): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}

class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = '22P02';
  readonly query = 'select $1';
  readonly parameters = [canary];
  readonly detail = `Key (email)=(${canary}) already exists.`;
}

const fields: [what: string, value: object][] = [
  ['a password', { password: canary }],
  ['a password of a body', { body: { user: { newPassword: canary, current_password: canary } } }],
  ['headers', { headers: { authorization: `Bearer ${canary}`, cookie: `s=${canary}`, 'set-cookie': [canary], 'x-api-key': canary } }],
  ['tokens', { token: canary, tokens: [{ accessToken: canary, refresh_token: canary, tokenHash: canary }] }],
  ['codes', { code: canary, recoveryCodes: [canary], verificationCode: canary }],
  ['keys and secrets', { key: canary, apiKey: canary, clientSecret: canary, SERVICE_KEY: canary, pepper: { v1: canary } }],
  ['a configuration', { config: { users: { seasoning: new Secret(canary) } } }],
  ['a link', { link: `https://example.com/verify?token=${canary}&code=${canary}` }],
  ['a database URL', { database: `postgres://plinth:${canary}@127.0.0.1/plinth` }],
  ['an instance', { socket: Object.assign(new Readable(), { canary }) }],
  ['a request', { req: { method: 'GET', url: `/v1/verify?email=${canary}`, headers: { cookie: canary }, body: canary } }],
  ['an error in a field', { reason: new QueryError('Failed.') }],
  ['what lies too deep', { a: { b: { c: { d: { e: { f: { g: { h: { i: { canary } } } } } } } } } }],
];

describe('a credential does not get into the log', () => {
  test.each(fields)('in %s', (_what, value) => {
    const text = written((logger) => {
      logger.info(value, 'in the fields');
      logger.info('as an argument %j', value);
      logger.child(value).info('in the bindings');
      logger.child({}, { level: 'debug' }).child(value).debug('in the bindings of a child');
    });
    expect(text.match(/\n/g)).toHaveLength(4);
    expect(text).not.toContain('canary');
    expect(written((logger) => { logger.info(value, 'pretty'); }, true)).not.toContain('canary');
  });

  test('in the log context', () => {
    const text = written((logger) => {
      withLogContext({ sessionToken: canary, requestId: 'req_1' }, () => {
        logger.info('inside');
      });
    });
    expect(text).toContain('req_1');
    expect(text).not.toContain('canary');
  });

  const errors: [what: string, error: Error][] = [
    ['a failed query of Drizzle', new Error(`Failed query: select $1\nparams: ${canary},\n${canary}`)],
    ['a value that PostgreSQL cannot read', new Error(`invalid input syntax for type uuid: "${canary} x"`)],
    ['input that is not JSON', thrownBy(() => void JSON.parse(canary))],
    ['fields of the error', new QueryError('Failed.')],
    ['a header in a message', new Error(`refused: Bearer ${canary}`)],
    ['an assignment in a message', new Error(`password=${canary} token: "${canary}"`)],
    ['a key of ours in a message', new Error(`unknown key plk_live_${canary}`)],
    ['a cause', new Error('outer', { cause: new Error(`secret: ${canary}`) })],
    ['several errors', new AggregateError([new QueryError(`://u:${canary}@host`), canary], 'all failed')],
  ];

  test.each(errors)('in %s', (_what, error) => {
    const text = written((logger) => {
      logger.error(error);
      logger.error(error, 'failed');
      logger.error({ err: error });
      logger.error({ err: error, error }, 'failed');
      logger.error({}, 'failed %o', error);
    });
    expect(text.match(/\n/g)).toHaveLength(5);
    expect(text).not.toContain('canary');
  });
});

describe('what helps to find a fault does get into the log', () => {
  const entry = (log: (logger: Logger) => void): Record<string, unknown> => JSON.parse(written(log)) as Record<string, unknown>;

  test('the type, code, kind, message and frames of an error and of its cause', () => {
    const error = Object.assign(new Error('No billing period.', { cause: new QueryError('terminating connection') }), {
      code: 'billing.period_not_found',
      kind: 'not_found',
    });
    const { err, msg } = entry((logger) => { logger.error(error); });
    expect(msg).toBe('No billing period.');
    expect(err).toMatchObject({
      type: 'Error',
      code: 'billing.period_not_found',
      kind: 'not_found',
      message: 'No billing period.',
      cause: { type: 'QueryError', code: '22P02', message: 'terminating connection' },
    });
    expect((err as { stack: string }).stack).toMatch(/^ +at .*canaries\.test\.ts/);
  });

  test('fields that are not named like a credential', () => {
    const value = { statusCode: 404, errorCode: 'x.y', currencyCode: 'EUR', at: new Date(0), rows: [1, null, 'a'], nested: { ok: true } };
    expect(entry((logger) => { logger.info(value); })).toMatchObject({ ...value, at: '1970-01-01T00:00:00.000Z' });
  });

  test('the method, path and status of a request', () => {
    const req = { method: 'GET', url: '/v1/me?x=1' };
    expect(entry((logger) => { logger.info({ req, res: { statusCode: 200 } }); })).toMatchObject({
      req: { method: 'GET', path: '/v1/me' },
      res: { statusCode: 200 },
    });
  });

  test('an object that refers to itself is cut', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(written((logger) => { logger.info({ loop }); })).toContain('[too deep]');
  });
});
