import type { Meter } from '../contract/meters.ts';
import { meters } from '../db/catalogue.ts';

const { id, key, name, aggregation, eventType, valueProperty, filters, groupBy, version, createdAt } = meters;
export const meterColumns = { id, key, name, aggregation, eventType, valueProperty, filters, groupBy, version, createdAt };

/** A meter as callers see it. */
export const toMeter = (row: typeof meters.$inferSelect): Meter => ({ ...row, createdAt: row.createdAt.toISOString() });
