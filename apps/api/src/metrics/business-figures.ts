import { billingEvents } from '@plinth/billing/events';
import type { Observer, PublishedEvent } from '@plinth/module';
import { counter } from '@plinth/observability';

const countSignIn = counter('plinth_sign_ins_total', 'Sign-ins, by method and outcome: ok, or the code of the error.');
const countInvoice = counter('plinth_invoices_total', 'Invoices that came into a state, by currency; without those of test clocks.');
const countMoney = counter('plinth_money_minor_units_total', 'Money that invoices moved, in minor units of the currency; without those of test clocks.');

const signIns = new Map([['signIn', 'password'], ['signInByMagicLink', 'magic link']]);

/** What each event of an invoice says of its state, and of the money that it moved. */
const steps = [
  { event: billingEvents.invoiceDrafted, state: 'draft', movement: undefined },
  { event: billingEvents.invoiceFinalized, state: 'final', movement: 'invoiced' },
  { event: billingEvents.invoiceVoided, state: 'void', movement: 'taken back' },
  { event: billingEvents.invoiceMarkedUncollectible, state: 'uncollectible', movement: 'given up' },
];

function countStep({ type, payload }: PublishedEvent): void {
  const step = steps.find(({ event }) => event.type === type);
  if (!step) return;
  const { currency, amount, testClockId } = step.event.payload.parse(payload);
  if (currency === undefined || testClockId !== null) return;
  countInvoice({ state: step.state, currency });
  if (step.movement !== undefined) countMoney({ movement: step.movement, currency }, amount ?? 0);
}

/** The figures of the business, counted from what the modules do. */
export const businessFigures: Observer = {
  called: (module, operation, outcome) => {
    const method = module === 'users' ? signIns.get(operation) : undefined;
    if (method !== undefined) countSignIn({ method, outcome });
  },
  published: (events) => {
    for (const event of events) countStep(event);
  },
};
