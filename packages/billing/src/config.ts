import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';

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
});

export type BillingConfig = ConfigOf<typeof billingConfig>;
