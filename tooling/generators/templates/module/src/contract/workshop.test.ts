import type { Module } from '@plinth/module';
import { expectTypeOf, test } from 'vitest';
import type { workshopContract } from './contract.ts';
import type { Workshop } from './workshop.ts';

type Made = Module<typeof workshopContract>;

test('the interface that callers hold is the contract, name by name', () => {
  expectTypeOf<Made>().toExtend<Workshop>();
  expectTypeOf<keyof Workshop['services']>().toEqualTypeOf<keyof Made['services']>();
  expectTypeOf<keyof Workshop['selectors']>().toEqualTypeOf<keyof Made['selectors']>();
});
