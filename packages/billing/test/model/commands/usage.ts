import fc from 'fast-check';
import { expect } from 'vitest';
import { command, type Command, type Counts } from '../command.ts';
import { type House, memberOf } from '../house.ts';
import { type ModelAccount, nowOf, pick, text } from '../world.ts';
import { hour } from '../zones.ts';
import { rollUpAll } from '../../../src/jobs/roll-up-usage.ts';
import { crashes } from './crashes.ts';

type Call = readonly [id: string, time: number];

async function send(house: House, account: ModelAccount, calls: readonly Call[], crash: number | null, expected: 'accepted' | 'duplicate'): Promise<void> {
  const events = calls.map(([id, time]) => ({ specversion: '1.0', id, source: 'model', type: 'api.call', subject: account.id, time: text(time) }));
  const { data } = await house.call(crash, (services) => services.recordUsageEvents({ events }, memberOf(account)));
  expect(data.map(({ status }) => status)).toEqual(calls.map(() => expected));
}

const recorded = (counts: Counts) =>
  fc.record({ account: fc.nat(), hoursAgo: fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 70 * 24 })), { minLength: 1, maxLength: 12 }), rolledUp: fc.boolean(), crash: crashes }).map((drawn): Command =>
    command(counts, 'recordUsage', drawn, {
      possible: ({ accounts }) => accounts.length > 0,
      run: async (world, house) => {
        const account = pick(world.accounts, drawn.account);
        if (!account) return;
        const now = nowOf(world, account);
        const calls = drawn.hoursAgo.map((hours): Call => [`call-${(world.made += 1)}`, now - hours * hour]);
        await send(house, account, calls, drawn.crash, 'accepted');
        for (const [id, time] of calls) account.calls.set(id, time);
        if (drawn.rolledUp) await rollUpAll(house.rollUps);
      },
    }),
  );

const repeated = (counts: Counts) =>
  fc.record({ account: fc.nat(), first: fc.nat(), crash: crashes }).map((drawn): Command =>
    command(counts, 'repeatUsage', drawn, {
      possible: ({ accounts }) => accounts.some(({ calls }) => calls.size > 0),
      run: async ({ accounts }, house) => {
        const account = pick(accounts.filter(({ calls }) => calls.size > 0), drawn.account);
        if (!account) return;
        const known = [...account.calls];
        await send(house, account, known.slice(drawn.first % known.length).slice(0, 5), drawn.crash, 'duplicate');
      },
    }),
  );

const rolledUp = (counts: Counts) =>
  fc.record({ workers: fc.integer({ min: 1, max: 2 }) }).map((drawn): Command =>
    command(counts, 'rollUp', drawn, {
      run: async (_world, { rollUps }) => {
        await Promise.all(Array.from({ length: drawn.workers }, () => rollUpAll(rollUps)));
      },
    }),
  );

/** Calls are recorded, in time and late, once and again, and rolled up. */
export const usageCommands = (counts: Counts) => [recorded(counts), recorded(counts), repeated(counts), rolledUp(counts)];
