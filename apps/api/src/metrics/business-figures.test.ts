import { billingEvents } from '@plinth/billing/events';
import { startMetrics } from '@plinth/observability';
import { expect, test } from 'vitest';
import { businessFigures } from './business-figures.ts';

const invoice = { invoiceId: 'inv_01h2xcejqtf2nbrexx3vqjhp41', accountId: 'acct_01h2xcejqtf2nbrexx3vqjhp41', version: 2 };
const live = { ...invoice, currency: 'EUR', testClockId: null };

test('sign-ins, invoices and money are counted from what modules do; what is on a test clock, or of a first version, is not money', async () => {
  const metrics = startMetrics({ service: 'test' });
  for (const outcome of ['ok', 'ok', 'users.invalid_credentials']) businessFigures.called?.('users', 'signIn', outcome);
  businessFigures.called?.('users', 'signInByMagicLink', 'ok');
  businessFigures.called?.('billing', 'signIn', 'ok');
  businessFigures.called?.('users', 'authenticate', 'ok');
  const { invoiceDrafted, invoiceFinalized, invoiceVoided, invoiceMarkedUncollectible, testClockAdvanceRequested } = billingEvents;
  businessFigures.published?.([
    { ...invoiceDrafted, payload: { ...live, amount: 0 } },
    { ...invoiceFinalized, payload: { ...live, amount: 1200 } },
    { ...invoiceFinalized, payload: { ...live, amount: 300 } },
    { ...invoiceFinalized, payload: { ...live, currency: 'JPY', amount: 5000 } },
    { ...invoiceVoided, payload: { ...live, amount: 300 } },
    { ...invoiceMarkedUncollectible, payload: { ...live, amount: 200 } },
    { ...invoiceFinalized, payload: { ...live, testClockId: 'clock_01h2xcejqtf2nbrexx3vqjhp41', amount: 7 } },
    { ...invoiceFinalized, payload: invoice },
    { ...testClockAdvanceRequested, payload: { testClockId: 'clock_01h2xcejqtf2nbrexx3vqjhp41' } },
  ]);
  const figures = (await metrics.render()).split('\n').filter((line) => /^plinth_(?:sign|invoices|money)/.test(line));
  expect(figures).toEqual([
    'plinth_sign_ins_total{method="password",outcome="ok"} 2',
    'plinth_sign_ins_total{method="password",outcome="users.invalid_credentials"} 1',
    'plinth_sign_ins_total{method="magic link",outcome="ok"} 1',
    'plinth_invoices_total{state="draft",currency="EUR"} 1',
    'plinth_invoices_total{state="final",currency="EUR"} 2',
    'plinth_invoices_total{state="final",currency="JPY"} 1',
    'plinth_invoices_total{state="void",currency="EUR"} 1',
    'plinth_invoices_total{state="uncollectible",currency="EUR"} 1',
    'plinth_money_minor_units_total{movement="invoiced",currency="EUR"} 1500',
    'plinth_money_minor_units_total{movement="invoiced",currency="JPY"} 5000',
    'plinth_money_minor_units_total{movement="taken back",currency="EUR"} 300',
    'plinth_money_minor_units_total{movement="given up",currency="EUR"} 200',
  ]);
  await metrics.shutdown();
});
