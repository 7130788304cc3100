import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, InstrumentType, MeterProvider } from '@opentelemetry/sdk-metrics';
import { forgetMeter, meter } from './meter.ts';
import { observeProcess } from './process-metrics.ts';

export interface MetricsOptions {
  service: string;
  version?: string;
}

export interface Metrics {
  readonly contentType: string;
  /** All metrics in the Prometheus text format. A gauge that cannot be observed is left out. */
  render(): Promise<string>;
  shutdown(): Promise<void>;
}

/** A gauge shows what was observed for this reading: what could not be has no old value in its place. */
class Exporter extends PrometheusExporter {
  override selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
  }
}

/** Makes the meters of this process record, for a `/metrics` route; opens no port. One at a time: shut down before starting again. */
export function startMetrics({ service, version }: MetricsOptions): Metrics {
  const exporter = new Exporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const resource = resourceFromAttributes({ 'service.name': service, ...(version === undefined ? {} : { 'service.version': version }) });
  const provider = new MeterProvider({ resource, readers: [exporter] });
  if (!metrics.setGlobalMeterProvider(provider)) throw new Error('Metrics were started already.');
  forgetMeter();
  const stopObserving = observeProcess(meter());

  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    async render() {
      const { resourceMetrics } = await exporter.collect();
      return serializer.serialize(resourceMetrics);
    },
    async shutdown() {
      stopObserving();
      metrics.disable();
      forgetMeter();
      await provider.shutdown();
    },
  };
}
