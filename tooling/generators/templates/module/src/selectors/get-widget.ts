import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { WorkshopReadContext } from '../context.ts';
import type { GetWidget, Widget } from '../contract/widget.ts';
import { widgets } from '../db/schema.ts';
import { workshopErrors } from '../errors.ts';
import { toWidget, widgetColumns } from './widget.ts';

const widgetById = compile({ id: widgets.id }, (q, { id }) => q.select(widgetColumns).from(widgets).where(eq(widgets.id, id)));

/** One widget; `workshop.widget_not_found` for anyone who has no grant of its owner. */
export async function getWidget({ db, actor }: WorkshopReadContext, { widgetId }: GetWidget): Promise<Widget> {
  const notFound = () => workshopErrors.widgetNotFound({ widgetId });
  const [row] = await db.run(widgetById, { id: widgetId });
  if (!row) throw notFound();
  requirePermission(actor, 'workshop:widgets:read', row.ownerId, notFound);
  return toWidget(row);
}
