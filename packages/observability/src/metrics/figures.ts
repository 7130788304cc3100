import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributes, BatchObservableCallback } from '@opentelemetry/api';
import { meter } from './meter.ts';

/** One reading of a gauge. Labels come from contracts and settings, never from input. */
export interface Figure<Name extends string> {
  readonly name: Name;
  readonly value: number;
  readonly labels: Attributes;
}

/** Milliseconds that whoever reads metrics waits for figures, at most. */
const patience = 1000;

async function inTime<Result>(reading: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  try {
    const late = sleep(patience, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error('The figures came too late.')));
    return await Promise.race([reading, late]);
  } finally {
    timer.abort();
  }
}

/**
 * Gauges that are read whenever metrics are, from a database if need be: what comes late or fails is left out, and is not asked for
 * again before it has ended. Several readers may share gauges, each with labels of its own. After `startMetrics`; returns what ends it.
 */
export function observeFigures<Name extends string>(
  descriptions: Readonly<Record<Name, string>>,
  read: () => readonly Figure<Name>[] | Promise<readonly Figure<Name>[]>,
): () => void {
  const by = meter();
  const gauges = new Map(Object.entries<string>(descriptions).map(([name, description]) => [name, by.createObservableGauge(name, { description })]));
  let reading: Promise<readonly Figure<Name>[]> | undefined;
  const ask = () =>
    (reading ??= Promise.resolve()
      .then(read)
      .finally(() => {
        reading = undefined;
      }));
  const callback: BatchObservableCallback = async (result) => {
    for (const { name, value, labels } of await inTime(ask())) {
      const gauge = gauges.get(name);
      if (gauge) result.observe(gauge, value, labels);
    }
  };
  by.addBatchObservableCallback(callback, [...gauges.values()]);
  return () => by.removeBatchObservableCallback(callback, [...gauges.values()]);
}
