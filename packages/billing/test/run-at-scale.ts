// The run as it is scheduled, over as many due subscriptions as its argument says, each with a flat and a graduated charge and usage; in
// a process of its own, because its memory is measured. Writes seconds and MiB as JSON.
import { aPublishedPlan } from '../src/test/catalogue.ts';
import { manySubscribers } from '../src/test/many-subscribers.ts';
import { startSubscribing } from '../src/test/subscribing.ts';
import { billDueSchedule } from '../src/jobs/bill-due.ts';

const count = Number(process.argv[2]);
const { billing, run, sql, close } = await startSubscribing();
await manySubscribers(sql, await aPublishedPlan(billing), count);
await sql`analyze`;
billing.clock.set('2027-02-01T00:00:00Z');
const started = performance.now();
await billDueSchedule(run).run();
const seconds = (performance.now() - started) / 1000;
const [invoices] = await sql<{ count: number }[]>`select count(*)::int as count from billing.invoices`;
process.stdout.write(JSON.stringify({ invoices: invoices?.count, seconds, mebibytes: process.resourceUsage().maxRSS / 1024 }));
await close();
