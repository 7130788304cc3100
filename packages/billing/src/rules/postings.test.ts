import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumAmounts } from './money.ts';
import { invoicePostings, type PostedLine } from './postings.ts';
import { property } from './test/properties.ts';

const amounts = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });
const [state, county] = ['taxrate_01h2xcejqtf2nbrexx3vqjhp41', 'taxrate_01h2xcejqtf2nbrexx3vqjhp42'] as const;
const taxes = fc.array(fc.record({ taxRateId: fc.constantFrom(state, county), tax: amounts }), { maxLength: 3 });
const lines: fc.Arbitrary<PostedLine[]> = fc.array(fc.record({ timing: fc.constantFrom('inAdvance', 'inArrears'), net: amounts, discount: amounts, taxes }));

property('debits equal credits, and the receivable is what is asked for', [lines], (billed) => {
  const postings = invoicePostings(billed);
  const receivable = postings.find(({ ledgerAccount }) => ledgerAccount === 'receivable');
  const owed = sumAmounts(billed.flatMap(({ net, taxes: asked }) => [net, ...asked.map(({ tax }) => tax)]));
  return sumAmounts(postings.map(({ debit }) => debit)) === sumAmounts(postings.map(({ credit }) => credit)) && (receivable?.debit ?? 0n) - (receivable?.credit ?? 0n) === owed;
});

property('each posting has one side, and none is zero', [lines], (billed) =>
  invoicePostings(billed).every(({ debit, credit }) => (debit > 0n && credit === 0n) || (debit === 0n && credit > 0n)),
);

test('what is billed in advance is deferred, what is billed in arrears is revenue, each before discounts, and taxes are apart', () => {
  const postings = invoicePostings([
    { timing: 'inAdvance', net: 2000n, discount: 0n, taxes: [{ taxRateId: state, tax: 120n }, { taxRateId: county, tax: 25n }] },
    { timing: 'inArrears', net: 500n, discount: 50n, taxes: [{ taxRateId: state, tax: 30n }] },
  ]);
  expect(postings).toEqual([
    { ledgerAccount: 'receivable', debit: 2675n, credit: 0n },
    { ledgerAccount: 'discounts', debit: 50n, credit: 0n },
    { ledgerAccount: 'deferredRevenue', debit: 0n, credit: 2000n },
    { ledgerAccount: 'revenue', debit: 0n, credit: 550n },
    { ledgerAccount: 'taxPayable', taxRateId: state, debit: 0n, credit: 150n },
    { ledgerAccount: 'taxPayable', taxRateId: county, debit: 0n, credit: 25n },
  ]);
});
