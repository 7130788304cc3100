import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger, type Logger, withLogContext } from '../index.ts';

interface Recorder {
  logger: Logger;
  text(): string;
  last(): Record<string, unknown>;
}

function recorder(options: { pretty?: boolean; level?: 'info' | 'debug' } = {}): Recorder {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: options.level ?? 'info', pretty: options.pretty ?? false, service: 'plinth', version: '1.2.3', destination });
  return { logger, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a line', () => {
  test('is one JSON object with a word for the level, an RFC 3339 time and the service', () => {
    const { logger, text, last } = recorder();
    logger.info({ invoices: 3, total: 10n }, 'done %s', 'well');
    expect(text()).toMatch(/^\{.*\}\n$/);
    expect(last()).toMatchObject({ level: 'info', msg: 'done well', service: 'plinth', version: '1.2.3', invoices: 3, total: 10 });
    expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('below the level is not written', () => {
    const { logger, text } = recorder();
    logger.debug('hidden');
    expect(text()).toBe('');
  });

  test('is for people where pretty is asked for', () => {
    const { logger, text } = recorder({ pretty: true });
    logger.warn({ path: '/v1/me' }, 'slow');
    expect(text()).toMatch(/WARN.*slow/);
    expect(text()).toContain('path: "/v1/me"');
    expect(text()).not.toContain('{"level"');
  });
});

describe('the context of a line', () => {
  test('holds what the outer and the inner context bind, across await, and ends with them', async () => {
    const { logger, last } = recorder();
    await withLogContext({ requestId: 'req_1', module: 'users' }, async () => {
      await Promise.resolve();
      withLogContext({ module: 'billing' }, () => {
        logger.info('inside');
      });
    });
    expect(last()).toMatchObject({ requestId: 'req_1', module: 'billing' });
    logger.info('outside');
    expect(last()).not.toHaveProperty('requestId');
  });

  test('gives way to the fields of the line itself', () => {
    const { logger, last } = recorder();
    withLogContext({ requestId: 'outer' }, () => {
      logger.info({ requestId: 'own' }, 'inside');
    });
    expect(last()).toMatchObject({ requestId: 'own' });
  });

  describe('in a span', () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    beforeAll(() => context.setGlobalContextManager(manager));
    afterAll(() => {
      context.disable();
    });

    test('has its ids', () => {
      const { logger, last } = recorder();
      const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
      context.with(trace.setSpanContext(context.active(), span), () => {
        logger.info('inside');
      });
      expect(last()).toMatchObject({ trace_id: span.traceId, span_id: span.spanId });
      logger.info('outside');
      expect(last()).not.toHaveProperty('trace_id');
    });
  });
});
