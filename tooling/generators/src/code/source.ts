import ts from 'typescript';
import { Refusal } from '../refusal.ts';

/** A file of TypeScript that something is about to be put into. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

export const sourceOf = (text: string, file: string): Source => ({ file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) });

/** What was looked for in a file, and was not there. */
export const missing = ({ file }: Source, what: string): Refusal => new Refusal(`${file} has no ${what}; it is where something had to be added.`);

/** The first node for which `find` answers, from the top. */
export function findNode<Found extends ts.Node>(node: ts.Node, find: (candidate: ts.Node) => Found | undefined): Found | undefined {
  return find(node) ?? ts.forEachChild(node, (child) => findNode(child, find));
}

/** An expression without what only types have to say about it. */
export function bare(expression: ts.Expression): ts.Expression {
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression)) return bare(expression.expression);
  return expression;
}

/** What the variable `name` is at first. */
export function initializerOf(source: Source, name: string): ts.Expression {
  const declaration = findNode(source.tree, (node) => (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name ? node : undefined));
  if (!declaration?.initializer) throw missing(source, `variable ${name}`);
  return bare(declaration.initializer);
}

const spliced = (text: string, at: number, addition: string): string => text.slice(0, at) + addition + text.slice(at);

const indentOf = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';

/** Puts `addition` behind the last of `elements`, in the layout that they have: a line each, or all in one. */
export function appended({ text, tree }: Source, list: ts.Node, elements: ts.NodeArray<ts.Node>, addition: string, separator = ','): string {
  const last = elements.at(-1);
  const closes = list.getEnd() - 1;
  if (!last) {
    const inner = text.slice(list.getStart(tree) + 1, closes);
    if (ts.isInterfaceDeclaration(list)) return spliced(text, closes, `\n${indentOf(text, closes)}  ${addition}${separator}\n`);
    return inner.includes('\n') ? spliced(text, closes, `  ${addition}${separator}\n${indentOf(text, closes)}`) : spliced(text, closes, ` ${addition} `);
  }
  const oneLine = !text.slice(last.getEnd(), closes).includes('\n');
  if (oneLine) return spliced(text, last.getEnd(), `${separator} ${addition}`);
  const lineEnd = text.indexOf('\n', last.getEnd());
  const line = `${indentOf(text, last.getStart(tree))}${addition}${separator}\n`;
  const ended = text.slice(last.getEnd(), lineEnd).includes(separator) || text.slice(last.getStart(tree), last.getEnd()).endsWith(separator);
  return ended ? spliced(text, lineEnd + 1, line) : spliced(spliced(text, lineEnd + 1, line), last.getEnd(), separator);
}

/** Puts `addition` before `element` of a list that stands in one line. */
export const putBefore = ({ text, tree }: Source, element: ts.Node, addition: string): string => spliced(text, element.getStart(tree), `${addition}, `);

/** Puts a line before the one on which `node` begins. */
export function lineBefore({ text, tree }: Source, node: ts.Node, line: string): string {
  const start = node.getStart(tree);
  return spliced(text, start, `${line}\n${indentOf(text, start)}`);
}

export const lineAt = spliced;
