import ts from 'typescript';
import { z } from 'zod';

export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** Where it stands. */
  readonly place: string;
}

/** `/a+/g`, and `new RegExp('a+', 'g')` with its texts written out. */
function expressionAt(node: ts.Node): Omit<Expression, 'place'> | undefined {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'RegExp') return undefined;
  const [source, flags] = node.arguments ?? [];
  if (source === undefined || !ts.isStringLiteralLike(source)) return undefined;
  return { source: source.text, flags: flags && ts.isStringLiteralLike(flags) ? flags.text : '' };
}

/** The regular expressions of a source file. */
export function expressionsIn(file: string, text: string): Expression[] {
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    const expression = expressionAt(node);
    if (expression) found.push({ ...expression, place: file });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** What a format of the contract is checked by. */
const formats: Readonly<Record<string, z.ZodType>> = {
  email: z.email(), date: z.iso.date(), 'date-time': z.iso.datetime(), ipv4: z.ipv4(), ipv6: z.ipv6(), cidrv4: z.cidrv4(), cidrv6: z.cidrv6(),
};

function patternOf(format: string): string {
  const schema = formats[format];
  const pattern = schema && z.toJSONSchema(schema).pattern;
  if (pattern === undefined) throw new Error(`What is ${format} checked by? Name it in ${import.meta.filename}.`);
  return pattern;
}

/** The patterns of a contract, and those behind its formats; JSON Schema has them in Unicode mode. */
export function expressionsOfContract(document: object): Expression[] {
  const found = new Map<string, Expression>();
  const note = (source: string, place: string): void => void found.set(source, { source, flags: 'u', place });
  JSON.stringify(document, (key, value: unknown) => {
    if (typeof value === 'string' && key === 'pattern') note(value, 'the contract');
    if (typeof value === 'string' && key === 'format') note(patternOf(value), `the format ${value}`);
    return value;
  });
  return [...found.values()];
}
