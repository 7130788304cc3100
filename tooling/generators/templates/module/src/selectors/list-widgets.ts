import { arrayOf, compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, ownersWith, type Page, pageOf } from '@plinth/kernel';
import { and, desc, lt, sql } from 'drizzle-orm';
import type { WorkshopReadContext } from '../context.ts';
import type { ListWidgets, Widget } from '../contract/widget.ts';
import { widgets } from '../db/schema.ts';
import { toWidget, widgetColumns } from './widget.ts';

const widgetsOfOwners = compile({ ownerIds: arrayOf(widgets.ownerId), before: widgets.id, limit: integer }, (q, p) =>
  q
    .select(widgetColumns)
    .from(widgets)
    .where(and(sql`${widgets.ownerId} = any(${p.ownerIds})`, lt(widgets.id, p.before)))
    .orderBy(desc(widgets.id))
    .limit(limitOf(p.limit)),
);

/** The widgets whose owners let the actor read them, newest first. */
export async function listWidgets({ db, actor }: WorkshopReadContext, input: ListWidgets): Promise<Page<Widget>> {
  const { ownerId, cursor, limit = defaultLimit } = input;
  const ownerIds = ownersWith(actor, 'workshop:widgets:read', ownerId);
  const rows = await db.run(widgetsOfOwners, { ownerIds, before: newestBefore('widget', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toWidget);
}
