import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';

export const observabilityConfig = defineConfig('observability', {
  LOG_LEVEL: setting(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), {
    default: 'info',
    describe: 'The least level that is logged: fatal, error, warn, info, debug, trace or silent.',
  }),
  OTEL_SERVICE_NAME: setting(z.string(), { default: 'plinth', describe: 'The name of the service in logs, metrics and traces.' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(z.url({ protocol: /^https?$/ }).optional(), {
    describe: 'Where traces are sent, as OTLP over HTTP: the base URL of a collector. Unset: no tracing, and no cost of it.',
  }),
  TRACE_SAMPLE_RATIO: setting(z.number().min(0).max(1), {
    default: 0.1,
    describe: 'The share of new traces that is recorded, from 0 to 1. Who continues a trace follows its decision.',
  }),
});

export type ObservabilityConfig = ConfigOf<typeof observabilityConfig>;
