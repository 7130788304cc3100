import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';
import { keyField } from './contract/fields.ts';

const isTimeZone = (name: string): boolean => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC';
const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);

export const billingConfig = defineConfig('billing', {
  DEFAULT_CURRENCY: setting(z.string().refine(isCurrency, 'An ISO 4217 code, such as EUR.'), {
    default: 'EUR',
    describe: 'Currency of the account that each new organization gets.',
  }),
  DEFAULT_TIME_ZONE: setting(z.string().refine(isTimeZone, 'An IANA time zone, such as Europe/Vienna.'), {
    default: 'UTC',
    describe: 'Time zone of the account that each new organization gets.',
  }),
  SELLER_NAME: setting(z.string().min(1).max(200), {
    developmentDefault: 'Example Seller',
    describe: 'Who invoices, as its invoices show it.',
  }),
  SELLER_NUMBER_PREFIX: setting(z.string().regex(/^[A-Z0-9]{1,12}$/, '1 to 12 capital letters and digits.'), {
    default: 'INV',
    describe: 'Begins each invoice number, such as INV-202701-001. Another prefix opens a new series.',
  }),
  SELLER_TIME_ZONE: setting(z.string().refine(isTimeZone, 'An IANA time zone, such as Europe/Vienna.'), {
    default: 'UTC',
    describe: 'Where the month in an invoice number is read from the calendar.',
  }),
  SELLER_TAX_RATE: setting(keyField.optional(), {
    describe: 'The key of the tax rate of accounts that have none of their own. Left out, they pay no tax but that of charges with a rate.',
  }),
  SELLER_TAX_ROUNDING: setting(z.enum(['perLine', 'onTotal']), {
    default: 'perLine',
    describe: 'Whether the tax of each line is rounded, or that of each rate once on the whole invoice.',
  }),
  INVOICE_GRACE_DAYS: setting(z.int().min(0).max(90), {
    default: 0,
    describe: 'Days for which an invoice stays a draft before it becomes final by itself; an account may have its own.',
  }),
  PAYMENT_TERMS_DAYS: setting(z.int().min(0).max(365), {
    default: 14,
    describe: 'Days from the date of an invoice to the day it is due.',
  }),
});

export type BillingConfig = ConfigOf<typeof billingConfig>;
