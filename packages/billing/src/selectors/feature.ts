import type { Feature } from '../contract/features.ts';
import { features } from '../db/catalogue.ts';

const { id, key, name, kind, version, createdAt } = features;
export const featureColumns = { id, key, name, kind, version, createdAt };

/** A feature as callers see it. */
export const toFeature = (row: typeof features.$inferSelect): Feature => ({ ...row, createdAt: row.createdAt.toISOString() });
