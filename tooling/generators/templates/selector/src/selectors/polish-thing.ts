import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { WorkshopReadContext } from '../context.ts';
import type { PolishThing, PolishThingResult } from '../contract/polish-thing.ts';
import { widgets } from '../db/schema.ts';
import { workshopErrors } from '../errors.ts';

const { id, ownerId, version } = widgets;

const widgetById = compile({ id }, (q, p) => q.select({ id, ownerId, version }).from(widgets).where(eq(id, p.id)));

/** What callers see of a widget; `workshop.widget_not_found` for anyone who has no grant of its owner. */
export async function polishThing({ db, actor }: WorkshopReadContext, { widgetId }: PolishThing): Promise<PolishThingResult> {
  const notFound = () => workshopErrors.widgetNotFound({ widgetId });
  const [row] = await db.run(widgetById, { id: widgetId });
  if (!row) throw notFound();
  requirePermission(actor, 'workshop:widgets:read', row.ownerId, notFound);
  return { id: row.id, version: row.version };
}
