import { z } from 'zod';

export const caseSchema = z.object({
  id: z.string(),
  kind: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** A reader has notes in place of answers in files that are not for testing. */
  expected: z.record(z.string(), z.unknown()).default({}),
  rounding: z.string().optional(),
});

/** A numeric case: an input, and the answers that its source gives for it. */
export type Case = z.infer<typeof caseSchema>;

/** Answers by the name they have in `expected`: bigint, number, string, decimal or fraction, in lists and objects. */
export type Answers = Readonly<Record<string, unknown>>;

export type Adapter = (each: Case) => Answers;

/** Adapters of one file, by kind of case. */
export type Adapters = Readonly<Record<string, Adapter>>;

/** Reads the input by a schema and hands it to `answer`; an input of another form is an error, and so a failed case. */
export function adapter<Schema extends z.ZodType>(input: Schema, answer: (read: z.output<Schema>, each: Case) => Answers): Adapter {
  return (each) => answer(input.parse(each.input), each);
}
