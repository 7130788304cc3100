/** A place where a rule of the lint does not hold, and why. One that is not needed any more is a problem itself. */
export interface Exception {
  readonly rule: string;
  /** A JSON Pointer that the place starts with, its `~1` written as `/`. */
  readonly at: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [
  {
    rule: 'paths-kebab-case',
    at: '#/paths//v1/invoices/{invoiceId}.pdf',
    reason: 'The PDF of an invoice has the name of a file.',
  },
];
