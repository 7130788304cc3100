import { z } from 'zod';

export const money = z
  .strictObject({ amount: z.int(), currency: z.string() })
  .meta({ id: 'Money', description: 'A count of minor units (cents of EUR, yen) in a currency of ISO 4217.' });

export type MoneyDto = z.output<typeof money>;
