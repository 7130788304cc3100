import type { Attributes } from '@opentelemetry/api';
import { instrument } from './meter.ts';

/** A counter, made when it first counts; its name ends in `_total`. */
export function counter(name: string, description: string): (labels: Attributes, amount?: number) => void {
  const counting = instrument((by) => by.createCounter(name, { description }));
  return (labels, amount = 1) => {
    counting().add(amount, labels);
  };
}
