import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf } from '@plinth/kernel';
import { desc, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListMeters, Meter } from '../contract/meters.ts';
import { meters } from '../db/catalogue.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { meterColumns, toMeter } from './meter.ts';

const metersBefore = compile({ before: meters.id, limit: integer }, (q, p) =>
  q.select(meterColumns).from(meters).where(lt(meters.id, p.before)).orderBy(desc(meters.id)).limit(limitOf(p.limit)),
);

/** All meters, newest first; for anyone who has signed in, as whoever sends events needs their types. */
export async function listMeters({ db, actor }: BillingReadContext, { cursor, limit = defaultLimit }: ListMeters): Promise<Page<Meter>> {
  catalogueReader(actor);
  const rows = await db.run(metersBefore, { before: newestBefore('mtr', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toMeter);
}
