import type { Widget } from '../contract/widget.ts';
import { widgets } from '../db/schema.ts';

const { id, ownerId, name, version, createdAt } = widgets;
export const widgetColumns = { id, ownerId, name, version, createdAt };

/** A widget as callers see it. */
export const toWidget = ({ createdAt: at, ...row }: Omit<typeof widgets.$inferSelect, 'canonicalName'>): Widget => ({ ...row, createdAt: at.toISOString() });
