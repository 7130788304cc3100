/** What a printed document says, laid out by whoever prints it. */
export interface PrintableDocument {
  readonly title: string;
  /** RFC 3339; a file that is printed again has the same bytes. */
  readonly date: string;
  readonly parties: readonly LabelledText[];
  readonly facts: readonly LabelledText[];
  readonly columns: readonly string[];
  /** A text for each column; the first is read from the left, the others end at the right. */
  readonly rows: readonly (readonly string[])[];
  readonly totals: readonly LabelledText[];
  /** Sentences below the totals. */
  readonly notes: readonly string[];
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

/** Prints documents; a deployment whose names are in other scripts brings one with its own fonts. */
export interface DocumentPrinter {
  /** The characters that it has no glyph for; a document that holds one must not be printed. */
  missingCharacters(text: string): readonly string[];
  /** The bytes of a PDF file. */
  print(document: PrintableDocument): Promise<Uint8Array>;
}
