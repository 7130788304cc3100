import type { Attributes, Counter } from '@opentelemetry/api';
import { meter } from './meter.ts';

/** A counter, made when it first counts; its name ends in `_total`. */
export function counter(name: string, description: string): (labels: Attributes, amount?: number) => void {
  let made: { by: ReturnType<typeof meter>; counter: Counter } | undefined;
  return (labels, amount = 1) => {
    const by = meter();
    made = made?.by === by ? made : { by, counter: by.createCounter(name, { description }) };
    made.counter.add(amount, labels);
  };
}
