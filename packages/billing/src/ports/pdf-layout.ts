import type { LabelledText, PrintableDocument } from './document-printer.ts';

type Pdf = PDFKit.PDFDocument;

const lineGap = 6;
const columnGap = 10;

interface Column {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** The first column takes what the others leave; they are as wide as their widest text, up to a quarter of the page. */
function columnsOf(pdf: Pdf, { columns, rows }: PrintableDocument): Column[] {
  const { left, right } = pdf.page.margins;
  const whole = pdf.page.width - left - right;
  const widths = columns.map((heading, index) => {
    const texts = rows.map((row) => pdf.font('regular').fontSize(9).widthOfString(row[index] ?? ''));
    return Math.min(whole / 4, Math.max(pdf.font('bold').fontSize(9).widthOfString(heading), ...texts) + 1);
  });
  const others = widths.slice(1).reduce((sum, width) => sum + width + columnGap, 0);
  let x = left;
  return widths.map((width, index) => {
    const column: Column = { x, width: index === 0 ? whole - others : width, align: index === 0 ? 'left' : 'right' };
    x += column.width + columnGap;
    return column;
  });
}

const bottomOf = (pdf: Pdf): number => pdf.page.height - pdf.page.margins.bottom - 20;

function drawRow(pdf: Pdf, columns: readonly Column[], texts: readonly string[], font: 'regular' | 'bold'): void {
  pdf.font(font).fontSize(9);
  const top = pdf.y;
  const height = Math.max(...columns.map(({ width }, index) => pdf.heightOfString(texts[index] ?? '', { width })));
  for (const [index, { x, width, align }] of columns.entries()) pdf.text(texts[index] ?? '', x, top, { width, align });
  pdf.y = top + height + lineGap;
}

function drawRule(pdf: Pdf): void {
  const { left, right } = pdf.page.margins;
  pdf.moveTo(left, pdf.y - lineGap / 2).lineTo(pdf.page.width - right, pdf.y - lineGap / 2).lineWidth(0.5).stroke('#999999');
}

function drawTable(pdf: Pdf, document: PrintableDocument): void {
  const columns = columnsOf(pdf, document);
  const head = () => {
    drawRow(pdf, columns, document.columns, 'bold');
    drawRule(pdf);
  };
  head();
  for (const row of document.rows) {
    const height = Math.max(...columns.map(({ width }, index) => pdf.font('regular').fontSize(9).heightOfString(row[index] ?? '', { width })));
    if (pdf.y + height > bottomOf(pdf)) {
      pdf.addPage();
      head();
    }
    drawRow(pdf, columns, row, 'regular');
  }
  drawRule(pdf);
}

function drawLabelled(pdf: Pdf, labelled: readonly LabelledText[], x: number, width: number): void {
  for (const { label, text } of labelled) {
    pdf.font('regular').fontSize(8).fillColor('#666666').text(label, x, pdf.y, { width });
    pdf.fontSize(10).fillColor('#000000').text(text, x, pdf.y, { width });
    pdf.y += lineGap;
  }
}

function drawTotals(pdf: Pdf, totals: readonly LabelledText[]): void {
  const { left, right } = pdf.page.margins;
  const whole = pdf.page.width - left - right;
  const [label, amount] = [whole * 0.45, whole * 0.3];
  const columns: Column[] = [
    { x: left + whole - label - amount, width: label, align: 'left' },
    { x: left + whole - amount, width: amount, align: 'right' },
  ];
  if (pdf.y + totals.length * 20 > bottomOf(pdf)) pdf.addPage();
  for (const [index, total] of totals.entries()) drawRow(pdf, columns, [total.label, total.text], index === totals.length - 1 ? 'bold' : 'regular');
}

function numberPages(pdf: Pdf): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    const { left, bottom } = pdf.page.margins;
    pdf.font('regular').fontSize(8).fillColor('#666666').text(`${page + 1} / ${count}`, left, pdf.page.height - bottom - 10, { lineBreak: false });
  }
}

function drawNotes(pdf: Pdf, notes: readonly string[]): void {
  const { left, right } = pdf.page.margins;
  const width = pdf.page.width - left - right;
  pdf.font('regular').fontSize(9).fillColor('#000000');
  for (const note of notes) {
    if (pdf.y + pdf.heightOfString(note, { width }) > bottomOf(pdf)) pdf.addPage();
    pdf.text(note, left, pdf.y, { width });
    pdf.y += lineGap;
  }
}

/** Draws a document from the top of the first page: title, who and when side by side, the table over pages, the totals, the notes. */
export function drawDocument(pdf: Pdf, document: PrintableDocument): void {
  const { left, right } = pdf.page.margins;
  const half = (pdf.page.width - left - right - columnGap) / 2;
  pdf.font('bold').fontSize(18).text(document.title);
  pdf.y += 2 * lineGap;
  const top = pdf.y;
  drawLabelled(pdf, document.parties, left, half);
  const below = pdf.y;
  pdf.y = top;
  drawLabelled(pdf, document.facts, left + half + columnGap, half);
  pdf.y = Math.max(below, pdf.y) + 2 * lineGap;
  drawTable(pdf, document);
  pdf.y += lineGap;
  drawTotals(pdf, document.totals);
  drawNotes(pdf, document.notes);
  numberPages(pdf);
}
