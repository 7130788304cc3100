import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { WorkshopContext } from '../context.ts';
import type { PolishThing, PolishThingResult } from '../contract/polish-thing.ts';
import { widgets } from '../db/schema.ts';
import { workshopErrors } from '../errors.ts';

const { id, ownerId, version } = widgets;

const holdWidget = compileWrite({ id }, (q, p) => q.select({ id, ownerId, version }).from(widgets).where(eq(id, p.id)).for('update'));

const changeWidget = compileWrite({ id }, (q, p) => q.update(widgets).set({ version: sql`${version} + 1` }).where(eq(id, p.id)));

/** Gives the widget its next version; `workshop.widget_not_found` for anyone who has no grant of its owner. */
export async function polishThing({ tx, actor, requireVersion }: WorkshopContext, { widgetId }: PolishThing): Promise<PolishThingResult> {
  const notFound = () => workshopErrors.widgetNotFound({ widgetId });
  const [row] = await tx.run(holdWidget, { id: widgetId });
  if (!row) throw notFound();
  requirePermission(actor, 'workshop:widgets:write', row.ownerId, notFound);
  requireVersion(row.version);
  await tx.run(changeWidget, { id: widgetId });
  return { id: row.id, version: row.version + 1 };
}
