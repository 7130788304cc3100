import { setTimeout as delay } from 'node:timers/promises';

export interface TracingOptions {
  /** Base URL of a collector that takes OTLP over HTTP; where it is undefined nothing is loaded and nothing is traced. */
  endpoint: string | undefined;
  /** Share of new traces, 0 to 1. */
  sampleRatio: number;
  serviceName: string;
  version?: string;
}

/** Sends what is still queued, for two seconds at most. Never throws. */
export type StopTracing = () => Promise<void>;

const off = { enabled: false } as const;

// What is off: the host makes the server's span after the sampling decision; the logger adds the ids itself; the process is
// observed by startMetrics; spans of files, names and sockets drown the others.
const instrumentationConfig = {
  '@opentelemetry/instrumentation-http': { disableIncomingRequestInstrumentation: true, requireParentforOutgoingSpans: true },
  '@opentelemetry/instrumentation-undici': { requireParentforSpans: true },
  '@opentelemetry/instrumentation-fs': off,
  '@opentelemetry/instrumentation-dns': off,
  '@opentelemetry/instrumentation-net': off,
  '@opentelemetry/instrumentation-pino': off,
  '@opentelemetry/instrumentation-host-metrics': off,
  '@opentelemetry/instrumentation-runtime-node': off,
};

/**
 * Starts tracing before the modules that it instruments are loaded, so from the file for `--import`. A collector that does not
 * answer loses spans and nothing else.
 */
export async function startTracing({ endpoint, sampleRatio, serviceName, version }: TracingOptions): Promise<StopTracing> {
  if (endpoint === undefined) return () => Promise.resolve();

  const [{ NodeSDK }, { getNodeAutoInstrumentations }, { OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/auto-instrumentations-node'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5000 });
  const tracing = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({ 'service.name': serviceName, ...(version === undefined ? {} : { 'service.version': version }) }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: getNodeAutoInstrumentations(instrumentationConfig),
  });
  tracing.start();

  return async () => {
    await Promise.race([tracing.shutdown().catch(() => undefined), delay(2000, undefined, { ref: false })]);
  };
}
