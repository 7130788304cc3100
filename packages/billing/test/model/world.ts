import type { ModelSubscription } from './subscription.ts';
import type { ModelTax } from './taxes.ts';
import type { Zone } from './zones.ts';

export interface ModelAccount {
  readonly id: string;
  readonly ownerId: string;
  /** True for the account of a test clock. */
  readonly onClock: boolean;
  readonly zone: Zone;
  tax: ModelTax;
  readonly subscriptions: ModelSubscription[];
  /** When its calls were made, by the id of the event. */
  readonly calls: Map<string, number>;
  /** When the codes were redeemed that were, for all of it. */
  readonly coupons: Map<string, number>;
}

/** What is known of an invoice from the last look at it. */
export interface ModelInvoice {
  readonly id: string;
  readonly account: ModelAccount;
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  /** What may not change once it is final. */
  document: string | null;
}

/** What should be there. */
export interface World {
  /** Of live accounts, and of the test clock's (milliseconds since 1970). */
  now: number;
  clockNow: number;
  readonly accounts: ModelAccount[];
  /** In the order in which they were found. */
  readonly invoices: Map<string, ModelInvoice>;
  /** Counts what is made, for keys. */
  made: number;
}

export const newWorld = (now: number): World => ({ now, clockNow: now, accounts: [], invoices: new Map(), made: 0 });

export const nowOf = (world: World, { onClock }: Pick<ModelAccount, 'onClock'>): number => (onClock ? world.clockNow : world.now);

export interface Owned {
  readonly account: ModelAccount;
  readonly subscription: ModelSubscription;
}

export const subscriptionsOf = ({ accounts }: World): Owned[] => accounts.flatMap((account) => account.subscriptions.map((subscription) => ({ account, subscription })));

/** One of a list, whatever number was drawn. */
export const pick = <Item>(items: readonly Item[], drawn: number): Item | undefined => items[drawn % items.length];

export const text = (at: number): string => new Date(at).toISOString();
