import { z } from 'zod';

/** A name that people read: no control characters, no halves of surrogate pairs, not only blanks. */
export const nameField = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Text without control characters.')
  .regex(/\S/, 'A name that is not blank.');

/** Whose something is, as whoever runs the deployment knows it. */
export const ownerField = z.string().regex(/^[\x21-\x7e]{1,100}$/, 'An id.').meta({ description: 'The organization that it belongs to.' });
