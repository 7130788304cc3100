import { z } from 'zod';

/** What every list takes in its query: `z.strictObject({ status: …, ...pageQuery })`. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).exactOptional().meta({ description: 'How many to show: 1 to 100, 20 where it is left out.' }),
  cursor: z.string().max(500).exactOptional().meta({ description: 'The `nextCursor` of the page before.' }),
};
