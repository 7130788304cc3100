import { z } from 'zod';

/** Text without control characters and halves of surrogate pairs. */
const text = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Text without control characters.');

/** A name that people read; not only blanks. */
export const nameField = text.max(200).regex(/\S/, 'A name that is not blank.');

/** What people read besides a name; may be empty. */
export const descriptionField = text.max(2000);

/** A sentence or more on a document. */
export const noteField = text.min(1).max(500);

/** A name that programs use, such as `api_calls`. */
export const keyField = z
  .string()
  .regex(/^[^\W_][\w.-]{0,63}$/, '1 to 64 letters, digits, dots, hyphens and underscores; the first a letter or digit.');

/** A count or a price of a unit: exact, never a JSON number. */
export const decimalField = z
  .string()
  .max(41)
  .regex(/^\d+(?:\.\d+)?$/, 'A decimal of zero or more in plain notation, as text: "12.50".')
  .refine((decimal) => decimal.replace('.', '').length <= 40, 'At most 40 digits.');

export const currencyField = z.string().regex(/^[A-Z]{3}$/, 'An ISO 4217 code, such as EUR.');

/** Who pays, as whoever runs the deployment knows it. */
export const ownerField = z.string().regex(/^[\x21-\x7e]{1,100}$/, 'An id.').meta({ description: 'The organization that pays.' });
