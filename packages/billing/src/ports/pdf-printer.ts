import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { create } from 'fontkit';
import PdfDocument from 'pdfkit';
import type { DocumentPrinter, PrintableDocument } from './document-printer.ts';
import { drawDocument } from './pdf-layout.ts';

export interface PdfFonts {
  /** TrueType or OpenType files. */
  readonly regular: Buffer;
  readonly bold: Buffer;
}

const require = createRequire(import.meta.url);

/** DejaVu Sans: Latin, Greek, Cyrillic and more, free to embed. */
function dejaVuSans(): PdfFonts {
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the package that is named here
  const read = (file: string): Buffer => readFileSync(file);
  return {
    regular: read(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    bold: read(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  };
}

/** Prints PDF 1.7 files on A4: text that can be searched and copied, fonts embedded with the glyphs that are used. */
export function pdfPrinter(loadFonts: () => PdfFonts = dejaVuSans): DocumentPrinter {
  let loaded: { fonts: PdfFonts; covers: (character: string) => boolean } | undefined;
  const load = () => {
    if (loaded) return loaded;
    const fonts = loadFonts();
    const faces = [fonts.regular, fonts.bold].map((file) => create(file));
    const known = new Map<string, boolean>();
    const look = (character: string): boolean => {
      const found = faces.every((face) => 'hasGlyphForCodePoint' in face && face.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
      known.set(character, found);
      return found;
    };
    const covers = (character: string): boolean => known.get(character) ?? look(character);
    return (loaded = { fonts, covers });
  };

  return {
    missingCharacters: (text) => [...new Set(text)].filter((character) => !load().covers(character)),
    print: async (document: PrintableDocument) => {
      const { fonts } = load();
      const date = new Date(document.date);
      const pdf = new PdfDocument({
        size: 'A4',
        margin: 50,
        bufferPages: true,
        pdfVersion: '1.7',
        info: { Title: document.title, CreationDate: date, ModDate: date, Producer: 'Plinth', Creator: 'Plinth' },
      });
      pdf.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
      const bytes = buffer(pdf);
      drawDocument(pdf, document);
      pdf.end();
      return bytes;
    },
  };
}
