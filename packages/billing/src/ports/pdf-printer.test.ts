import { expect, test } from 'vitest';
import { pdfText } from '../test/pdf-text.ts';
import type { PrintableDocument } from './document-printer.ts';
import { pdfPrinter } from './pdf-printer.ts';

const printer = pdfPrinter();

const aDocument = (changes: Partial<PrintableDocument> = {}): PrintableDocument => ({
  title: 'Invoice INV-202702-001',
  date: '2027-02-28T00:00:00.000Z',
  parties: [{ label: 'From', text: 'Example Seller' }, { label: 'To', text: 'Analytical Engines' }],
  facts: [{ label: 'Due', text: '2027-03-14' }],
  columns: ['Description', 'Amount (EUR)'],
  rows: [['Base fee', '20.00'], ['API calls', '5.00']],
  totals: [{ label: 'Total', text: '25.00 EUR' }],
  notes: [],
  ...changes,
});

test('all that a document says is text that can be searched and copied', async () => {
  const pages = pdfText(await printer.print(aDocument()));
  expect(pages).toHaveLength(1);
  const all = ['Invoice INV-202702-001', 'From', 'Example Seller', 'To', 'Analytical Engines', 'Due', '2027-03-14', 'Description', 'Amount (EUR)'];
  for (const text of [...all, 'Base fee', '20.00', 'API calls', '5.00', 'Total', '25.00 EUR', '1 / 1']) expect(pages[0]?.split('\n')).toContain(text);
});

test('the same document is the same bytes', async () => {
  const first = await printer.print(aDocument());
  expect(Buffer.from(await pdfPrinter().print(aDocument())).equals(first)).toBe(true);
  expect(Buffer.from(await printer.print(aDocument({ title: 'Invoice INV-202702-002' }))).equals(first)).toBe(false);
});

test('names in Greek, Cyrillic and Latin with every accent are shown, ligatures too', async () => {
  const names = ['Αναλυτικές Μηχανές', 'Аналитические машины', 'Łódź Ørsted Škoda Çeşme Ảnh', 'Difference'];
  expect(printer.missingCharacters(names.join(''))).toEqual([]);
  const [page] = pdfText(await printer.print(aDocument({ parties: names.map((text) => ({ label: 'To', text })) })));
  for (const name of names) expect(page?.split('\n')).toContain(name);
});

test('characters that no font here has are named', () => {
  expect(printer.missingCharacters('Ada 解析 解')).toEqual(['解', '析']);
});

test('a long table goes on over pages, each with its head and number', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => [`Line ${index + 1}`, '1.00']);
  const pages = pdfText(await printer.print(aDocument({ rows })));
  expect(pages).toHaveLength(3);
  for (const page of pages) expect(page.split('\n').filter((text) => text === 'Amount (EUR)')).toHaveLength(1);
  expect(pages.flatMap((page) => page.match(/^Line \d+$/gm) ?? [])).toEqual(rows.map(([text]) => text));
  expect(pages.map((page) => /^\d \/ \d$/m.exec(page)?.[0])).toEqual(['1 / 3', '2 / 3', '3 / 3']);
  expect(pages.at(-1)).toContain('25.00 EUR');
});

test('only the glyphs that are used are in the file', async () => {
  expect((await printer.print(aDocument())).length).toBeLessThan(40_000);
});
