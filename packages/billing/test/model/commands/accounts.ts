import { createIds, systemClock } from '@plinth/kernel';
import fc from 'fast-check';
import { operator } from '../../../src/test/catalogue.ts';
import { command, type Command, type Counts, outcomeOf } from '../command.ts';
import { type House, memberOf } from '../house.ts';
import { type ModelTax, taxes } from '../taxes.ts';
import { nowOf, pick, type World } from '../world.ts';
import { type Zone, zones } from '../zones.ts';
import { crashes } from './crashes.ts';

const ids = createIds(systemClock);

interface NewAccount {
  readonly onClock: boolean;
  readonly zone: Zone;
  readonly graceDays: number;
  readonly tax: ModelTax;
  readonly crash: number | null;
}

export async function openAccount(world: World, house: House, { onClock, zone, graceDays, tax, crash }: NewAccount): Promise<void> {
  const ownerId = ids('org');
  const input = { name: 'Analytical Engines', ownerId, currency: 'EUR', timeZone: zone, graceDays, taxRate: tax.rate, taxTreatment: tax.treatment, ...(onClock && { testClockId: house.testClockId }) };
  const { id } = await house.call(crash, (services) => services.createAccount(input, operator));
  world.accounts.push({ id, ownerId, onClock, zone, tax, subscriptions: [], calls: new Map(), coupons: new Map() });
}

const opened = (counts: Counts) =>
  fc
    .record({ onClock: fc.boolean(), zone: fc.constantFrom<Zone>(...zones), graceDays: fc.constantFrom(0, 0, 3), tax: taxes, crash: crashes })
    .map((drawn): Command => command(counts, 'openAccount', drawn, { possible: ({ accounts }) => accounts.length < 4, run: (world, house) => openAccount(world, house, drawn) }));

const taxed = (counts: Counts) =>
  fc.record({ account: fc.nat(), tax: taxes, graceDays: fc.constantFrom(0, 3), crash: crashes }).map((drawn): Command =>
    command(counts, 'updateAccount', drawn, {
      possible: ({ accounts }) => accounts.length > 0,
      run: async ({ accounts }, house) => {
        const account = pick(accounts, drawn.account);
        if (!account) return;
        const input = { accountId: account.id as `acct_${string}`, ownerId: account.ownerId, taxRate: drawn.tax.rate, taxTreatment: drawn.tax.treatment, graceDays: drawn.graceDays };
        await house.call(drawn.crash, (services) => services.updateAccount(input, operator));
        account.tax = drawn.tax;
      },
    }),
  );

const redeemed = (counts: Counts) =>
  fc.record({ account: fc.nat(), coupon: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, 'redeemCoupon', drawn, {
      possible: ({ accounts }) => accounts.length > 0,
      run: async (world, house) => {
        const [account, code] = [pick(world.accounts, drawn.account), pick(house.coupons, drawn.coupon)];
        if (!account || code === undefined) return;
        const call = house.call(drawn.crash, (services) => services.redeemCoupon({ accountId: account.id as `acct_${string}`, code }, memberOf(account)));
        await outcomeOf(account.coupons.has(code) ? 'billing.coupon_redeemed' : null, call);
        if (!account.coupons.has(code)) account.coupons.set(code, nowOf(world, account));
      },
    }),
  );

/** What happens to accounts: they are opened, taxed otherwise, and redeem coupons. */
export const accountCommands = (counts: Counts) => [opened(counts), taxed(counts), redeemed(counts)];
