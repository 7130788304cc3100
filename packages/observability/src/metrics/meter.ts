import { type Meter, metrics } from '@opentelemetry/api';

let current: Meter | undefined;

/** The meter of the process: one that records nothing until `startMetrics`, so ask for it when an instrument is made. */
export const meter = (): Meter => (current ??= metrics.getMeter('plinth'));

/** The provider was exchanged: instruments of the meter before record nowhere. */
export const forgetMeter = (): void => {
  current = undefined;
};
