import type { Attributes } from '@opentelemetry/api';
import { instrument } from './meter.ts';

/** Upper bounds in seconds, from a cached read to what a person no longer waits for. */
const advice = { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

/** A histogram of seconds, made when it is first recorded to; its `_count` is the counter that goes with it. */
export function durations(name: string, description: string): (labels: Attributes, seconds: number) => void {
  const histogram = instrument((by) => by.createHistogram(name, { description, advice }));
  return (labels, seconds) => {
    histogram().record(seconds, labels);
  };
}
