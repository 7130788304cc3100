import { z } from 'zod';

/** One thing wrong with a request. */
const fieldProblem = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON Pointer (RFC 6901) to the field.' }),
    in: z.enum(['path', 'query', 'header']).exactOptional().meta({ description: 'Where the field is; left out for the body.' }),
    code: z.string(),
    message: z.string(),
  })
  .meta({ id: 'FieldProblem' });

/** The body of every answer that is not a success: problem details (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.string().meta({ description: 'A page that explains the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().meta({ description: 'For programs; never changes.' }),
    requestId: z.string(),
    errors: z.array(fieldProblem).exactOptional().meta({ description: 'Everything that is wrong with the request.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

export type Problem = z.output<typeof problem>;
