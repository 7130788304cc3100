import type fc from 'fast-check';
import { expect } from 'vitest';
import { check } from './check.ts';
import type { House } from './house.ts';
import type { World } from './world.ts';

export type Command = fc.AsyncCommand<World, House>;

interface Doing {
  /** Whether it can be done at all; what is refused is done too, and must be refused. */
  possible?(world: Readonly<World>): boolean;
  /** Does it to both. */
  run(world: World, house: House): Promise<void>;
}

/** How many commands were run, by what they do. */
export type Counts = Map<string, number>;

/** A step of a history; after it, all that must hold at any moment is looked at. */
export const command = (counts: Counts, name: string, drawn: object, { possible = () => true, run }: Doing): Command => ({
  check: possible,
  run: async (world, house) => {
    await run(world, house);
    await check(world, house);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  },
  toString: () => `${name} ${JSON.stringify(drawn, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}`,
});

/** Expects a call to be refused with an error of the catalogue where `code` is one, and to succeed otherwise. */
export async function outcomeOf<Result>(code: string | null, call: Promise<Result>): Promise<Result | null> {
  if (code === null) return call;
  await expect(call).rejects.toMatchObject({ code });
  return null;
}
