import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const nanoseconds = 1e9;

function observeEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let before = performance.eventLoopUtilization();

  const delays = meter.createObservableGauge('nodejs_eventloop_delay_seconds', {
    description: 'Delay of the event loop since the last scrape: median, 99th percentile, maximum.',
  });
  const utilization = meter.createObservableGauge('nodejs_eventloop_utilization_ratio', {
    description: 'Share of the time since the last scrape in which the event loop was busy.',
  });
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(delays, delay.percentile(50) / nanoseconds, { statistic: 'p50' });
      result.observe(delays, delay.percentile(99) / nanoseconds, { statistic: 'p99' });
      result.observe(delays, delay.max / nanoseconds, { statistic: 'max' });
      delay.reset();
      const now = performance.eventLoopUtilization();
      result.observe(utilization, performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
    [delays, utilization],
  );
  return () => {
    delay.disable();
  };
}

function observeMemory(meter: Meter): void {
  const memory = meter.createObservableGauge('process_memory_bytes', { description: 'Memory of the process, by kind.' });
  memory.addCallback((result) => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    result.observe(rss, { kind: 'resident' });
    result.observe(heapUsed, { kind: 'heap_used' });
    result.observe(heapTotal, { kind: 'heap_total' });
    result.observe(external, { kind: 'external' });
  });
}

function observeProcessor(meter: Meter): void {
  const processor = meter.createObservableCounter('process_cpu_seconds_total', { description: 'Processor time, user and system.' });
  processor.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / 1e6);
  });
  const start = meter.createObservableGauge('process_start_time_seconds', { description: 'Start of the process, Unix time.' });
  const startedAt = performance.timeOrigin / 1000;
  start.addCallback((result) => {
    result.observe(startedAt);
  });
}

/** Observes the process whenever metrics are read. Returns what ends it. */
export function observeProcess(meter: Meter): () => void {
  observeMemory(meter);
  observeProcessor(meter);
  return observeEventLoop(meter);
}
