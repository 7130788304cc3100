import { idSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { money } from './money.ts';

const row = z
  .strictObject({
    currency: z.string(),
    debits: money,
    credits: money,
    accounts: z.array(z.strictObject({ account: z.string(), debits: money, credits: money })),
  })
  .meta({ id: 'TrialBalanceRow' });

const trialBalance = z
  .strictObject({ data: z.array(row) })
  .meta({ id: 'TrialBalance', description: 'What was posted, a row a currency: debits equal credits.' });

export const ledgerSelectors = {
  getTrialBalance: operation({
    input: z.strictObject({ testClockId: idSchema('clock').exactOptional() }),
    output: trialBalance,
    errors: [billingErrors.amountOutOfRange],
  }),
};

export type TrialBalance = z.output<typeof trialBalance>;
export type GetTrialBalance = InputOf<typeof ledgerSelectors.getTrialBalance>;
