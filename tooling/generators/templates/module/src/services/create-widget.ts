import { compileWrite, text } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { WorkshopContext } from '../context.ts';
import type { CreateWidget, Widget } from '../contract/widget.ts';
import { widgets } from '../db/schema.ts';
import { workshopErrors } from '../errors.ts';
import { workshopEvents } from '../events.ts';
import { canonicalName } from '../rules/canonical-name.ts';
import { toWidget, widgetColumns } from '../selectors/widget.ts';

// Until the commit: who adds for the same owner waits, so that the count below stays true.
const holdOwner = compileWrite({ ownerId: text }, (_q, p) => sql`select pg_advisory_xact_lock(hashtextextended(${p.ownerId}::text, 0))`);

const countOfOwner = compileWrite({ ownerId: widgets.ownerId }, (q, p) =>
  q.select({ count: sql<number>`count(*)::integer` }).from(widgets).where(eq(widgets.ownerId, p.ownerId)),
);

const { id, ownerId, name, canonicalName: comparedName, createdAt } = widgets;

const insertWidget = compileWrite({ id, ownerId, name, canonicalName: comparedName, createdAt }, (q, row) =>
  q.insert(widgets).values(row).onConflictDoNothing().returning(widgetColumns),
);

/** Creates a widget; `workshop.owner_not_found` for whom its owner is a stranger to. */
export async function createWidget({ tx, actor, clock, config, ids, publish }: WorkshopContext, input: CreateWidget): Promise<Widget> {
  requirePermission(actor, 'workshop:widgets:write', input.ownerId, () => workshopErrors.ownerNotFound({ ownerId: input.ownerId }));
  await tx.run(holdOwner, { ownerId: input.ownerId });
  const [counted] = await tx.run(countOfOwner, { ownerId: input.ownerId });
  const limit = config.widgetsPerOwner;
  if (counted === undefined || counted.count >= limit) throw workshopErrors.tooManyWidgets({ limit });

  const [row] = await tx.run(insertWidget, { ...input, id: ids('widget'), canonicalName: canonicalName(input.name), createdAt: clock.now() });
  if (!row) throw workshopErrors.widgetNameTaken({ name: input.name });
  publish(workshopEvents.widgetCreated, { widgetId: row.id, ownerId: row.ownerId });
  return toWidget(row);
}
