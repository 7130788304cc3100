import type { CreatePlan, Invoice } from '../index.ts';
import { billDue } from '../jobs/bill-due.ts';
import { rollUpAll } from '../jobs/roll-up-usage.ts';
import { createRollUps } from '../module.ts';
import { aMeter } from './catalogue.ts';
import { aSubscriber, invoicesOf, type Subscribing } from './subscribing.ts';
import { plant, type PlantedEvent } from './usage.ts';

type Subscriber = Awaited<ReturnType<typeof aSubscriber>>;
type Charge = CreatePlan['charges'][number];

/** Ten cents a call; of more than ten, five. */
export const graduated = (meter: string): Charge => ({
  key: 'calls', model: 'graduated', timing: 'inArrears', meter,
  tiers: [{ upTo: '10', unitAmount: '0.10', flatAmount: '0' }, { upTo: null, unitAmount: '0.05', flatAmount: '0' }],
});

/** A subscriber to nothing but a metered charge. */
export const aCaller = async (
  subscribing: Subscribing,
  charge: (meter: string) => Charge = graduated,
  meter?: string,
  options: Parameters<typeof aSubscriber>[1] = {},
): Promise<Subscriber> => aSubscriber(subscribing, { plan: { charges: [charge(meter ?? (await aMeter(subscribing.billing)))] }, ...options });

/** `count` events at `time`, in one transaction. */
export const calls = ({ sql }: Subscribing, { account }: Subscriber, count: number, time: string, event: Partial<PlantedEvent> = {}) =>
  plant(sql, account, Array.from({ length: count }, () => ({ time, ...event })));

export const rollUp = ({ database }: Subscribing) => rollUpAll(createRollUps(database));

export async function billAt({ billing, run }: Subscribing, instant: string): Promise<void> {
  billing.clock.set(instant);
  await billDue(run);
}

/** Of each line when its period begins, what was counted, and what it costs in cents. */
export const linesOf = ({ lines }: Invoice) => lines.map(({ quantity, amount, period }) => [period?.start.slice(0, 10), quantity, amount.amount]);

/** The lines of all invoices, each invoice with its day. */
export const billedTo = async (subscribing: Subscribing, subscriber: Subscriber) => (await invoicesOf(subscribing, subscriber)).map((invoice) => [invoice.issueDate, ...linesOf(invoice)]);

/** The lines of the period from New Year's Day of 2027 on, each with the day of its invoice. */
export async function january(subscribing: Subscribing, subscriber: Subscriber) {
  const invoices = await invoicesOf(subscribing, subscriber);
  return invoices.flatMap((invoice) => linesOf(invoice).filter(([start]) => start === '2027-01-01').map(([, ...line]) => [invoice.issueDate, ...line]));
}
