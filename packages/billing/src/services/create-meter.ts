import { compileWrite } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateMeter, Meter } from '../contract/meters.ts';
import { meters } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { meterColumns, toMeter } from '../selectors/meter.ts';

const { id, key, name, aggregation, eventType, valueProperty, filters, groupBy, createdAt } = meters;

const insertMeter = compileWrite({ id, key, name, aggregation, eventType, valueProperty, filters, groupBy, createdAt }, (q, meter) =>
  q.insert(meters).values(meter).onConflictDoNothing({ target: meters.key }).returning(meterColumns),
);

/** Makes a meter; `billing.meter_key_taken` where its key has one. For operators. */
export async function createMeter({ tx, ids, clock, actor }: BillingContext, input: CreateMeter): Promise<Meter> {
  requireOperator(actor);
  const { key: called, name: shown = called, valueProperty: read = null, filters: passed = [], groupBy: split = [], ...rest } = input;
  const row = { ...rest, id: ids('mtr'), key: called, name: shown, valueProperty: read, filters: passed, groupBy: split, createdAt: clock.now() };
  const [made] = await tx.run(insertMeter, row);
  if (!made) throw billingErrors.meterKeyTaken({ key: called });
  return toMeter(made);
}
