// The run as it is scheduled, over as many due subscriptions as its argument says, each with a flat and a graduated charge and usage, and
// again over their next period, when one in a hundred has late usage; in a process of its own, because memory is measured, of the first
// run. Writes seconds and MiB as JSON.
import type { CreatePlan } from '../src/index.ts';
import { billDueSchedule } from '../src/jobs/bill-due.ts';
import { rollUp } from '../src/test/calling.ts';
import { aMeter, aPlanInput, operator } from '../src/test/catalogue.ts';
import { manyCalls, manySubscribers } from '../src/test/many-subscribers.ts';
import { startSubscribing } from '../src/test/subscribing.ts';

const count = Number(process.argv[2]);
const subscribing = await startSubscribing();
const { billing, run, sql, close } = subscribing;

const meter = await aMeter(billing);
const charges: CreatePlan['charges'] = [
  { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
  { key: 'calls', model: 'graduated', timing: 'inArrears', meter, tiers: [{ upTo: '10', unitAmount: '0', flatAmount: '0' }, { upTo: null, unitAmount: '0.01', flatAmount: '0' }] },
];
const { id: planId } = await billing.services.createPlan(aPlanInput(meter, { charges }), operator);
await manySubscribers(sql, await billing.services.publishPlan({ planId }, operator), count);

async function secondsToBillAt(now: string): Promise<number> {
  await sql`analyze`;
  billing.clock.set(now);
  const started = performance.now();
  await billDueSchedule(run).run();
  return (performance.now() - started) / 1000;
}
async function billed() {
  const [sums] = await sql<{ invoices: number; lateLines: number; lateCalls: number; lateCents: number }[]>`
    select (select count(*)::int from billing.invoices) as invoices, count(*)::int as "lateLines", coalesce(sum(quantity), 0)::int as "lateCalls", coalesce(sum(amount), 0)::int as "lateCents"
    from billing.invoice_lines where reason = 'lateUsage'`;
  return sums;
}

const seconds = await secondsToBillAt('2027-02-01T00:00:00Z');
const mebibytes = process.resourceUsage().maxRSS / 1024;
const first = await billed();

await manyCalls(sql, { calls: 10, time: '2027-02-10T00:00:00Z' });
await rollUp(subscribing);
await manyCalls(sql, { calls: 5, time: '2027-01-20T00:00:00Z', oneIn: 100 });
const nextSeconds = await secondsToBillAt('2027-03-01T00:00:00Z');
process.stdout.write(JSON.stringify({ ...first, seconds, mebibytes, next: { ...(await billed()), seconds: nextSeconds } }));
await close();
