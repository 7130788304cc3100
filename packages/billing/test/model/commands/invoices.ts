import fc from 'fast-check';
import { operator } from '../../../src/test/catalogue.ts';
import { command, type Command, type Counts, outcomeOf } from '../command.ts';
import type { House } from '../house.ts';
import { planNames } from '../plans.ts';
import type { ModelLine } from '../subscription.ts';
import { type ModelInvoice, pick, subscriptionsOf, type World } from '../world.ts';
import { crashes } from './crashes.ts';

type InvoiceId = `inv_${string}`;
type Step = 'finalizeInvoice' | 'voidInvoice' | 'reissueInvoice' | 'markInvoiceUncollectible';
type Status = ModelInvoice['status'];

const from: Readonly<Record<Step, readonly Status[]>> = {
  finalizeInvoice: ['draft'],
  voidInvoice: ['draft', 'open', 'uncollectible'],
  reissueInvoice: ['open', 'uncollectible'],
  markInvoiceUncollectible: ['open'],
};

const linesOf = (world: World): ModelLine[] => subscriptionsOf(world).flatMap(({ subscription }) => subscription.lines);

/** Why an invoice cannot take a step; null where it can. */
function refusalOf(world: World, { id, status }: ModelInvoice, step: Step): string | null {
  if (!from[step].includes(status)) return 'billing.invoice_transition';
  const credits = linesOf(world).filter(({ reason, voided }) => reason === 'credit' && !voided);
  if (step === 'finalizeInvoice') {
    const waits = credits.some((line) => line.invoiceId === id && line.credits?.invoiceId !== id && world.invoices.get(line.credits?.invoiceId ?? '')?.status === 'draft');
    return waits ? 'billing.invoice_waits' : null;
  }
  if (step === 'markInvoiceUncollectible') return null;
  return credits.some((line) => line.invoiceId !== id && line.credits?.invoiceId === id) ? 'billing.invoice_credited' : null;
}

/** What an invoice billed counts as never billed. */
function takeBack(world: World, { id }: ModelInvoice): void {
  for (const line of linesOf(world).filter(({ invoiceId }) => invoiceId === id)) {
    line.voided = true;
    if (line.credits) line.credits.credited = false;
  }
}

async function take(world: World, house: House, invoice: ModelInvoice, step: Step, crash: number | null): Promise<void> {
  const input = { invoiceId: invoice.id as InvoiceId, ownerId: invoice.account.ownerId };
  const code = refusalOf(world, invoice, step);
  await outcomeOf(code, house.call(crash, (services) => services[step](input, operator)));
  if (code === null && step === 'voidInvoice') takeBack(world, invoice);
}

const stepped = (counts: Counts, step: Step) =>
  fc.record({ invoice: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, step, drawn, {
      possible: ({ invoices }) => invoices.size > 0,
      run: async (world, house) => {
        // The latest are those of which something can still become.
        const found = pick([...world.invoices.values()].reverse(), drawn.invoice % 12);
        if (found) await take(world, house, found, step, drawn.crash);
      },
    }),
  );

const billedOnce = (counts: Counts) =>
  fc.record({ account: fc.nat(), cents: fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 3 }), draft: fc.boolean(), crash: crashes }).map((drawn): Command =>
    command(counts, 'createInvoice', drawn, {
      possible: ({ accounts }) => accounts.length > 0,
      run: async ({ accounts }, house) => {
        const account = pick(accounts, drawn.account);
        if (!account) return;
        const lines = drawn.cents.map((cents) => ({ description: 'Set-up', unitAmount: (cents / 100).toFixed(2) }));
        const input = { accountId: account.id as `acct_${string}`, ownerId: account.ownerId, draft: drawn.draft, lines };
        await house.call(drawn.crash, (services) => services.createInvoice(input, operator));
      },
    }),
  );

const repriced = (counts: Counts) =>
  fc.record({ plan: fc.constantFrom(...planNames) }).map((drawn): Command => command(counts, 'raisePrice', drawn, { run: (_world, { catalogue }) => catalogue.raisePrice(drawn.plan) }));

/** What becomes of invoices, and prices that leave them as they are. */
export const invoiceCommands = (counts: Counts) => [
  billedOnce(counts), repriced(counts), stepped(counts, 'finalizeInvoice'), stepped(counts, 'voidInvoice'), stepped(counts, 'voidInvoice'), stepped(counts, 'reissueInvoice'), stepped(counts, 'markInvoiceUncollectible'),
];
