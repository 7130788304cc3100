import { type Meter, metrics } from '@opentelemetry/api';

let current: Meter | undefined;

/** The meter of the process: one that records nothing until `startMetrics`, so ask for it when an instrument is made. */
export const meter = (): Meter => (current ??= metrics.getMeter('plinth'));

/** An instrument that is made when it is first used, and anew by the meter after `forgetMeter`. */
export function instrument<Instrument>(make: (by: Meter) => Instrument): () => Instrument {
  let made: { readonly by: Meter; readonly instrument: Instrument } | undefined;
  return () => {
    const by = meter();
    made = made?.by === by ? made : { by, instrument: make(by) };
    return made.instrument;
  };
}

/** The provider was exchanged: instruments of the meter before record nowhere. */
export const forgetMeter = (): void => {
  current = undefined;
};
