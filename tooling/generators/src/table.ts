import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type Source, sourceOf } from './code/source.ts';
import { singularOf } from './names.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

/** A table of a module that a use case can be about: its rows have an id, an owner and a version. */
export interface Table {
  /** As the code names it. */
  readonly name: string;
  /** What one of its rows is called. */
  readonly resource: string;
  /** What begins its ids. */
  readonly prefix: string;
  /** The column that says whose a row is. */
  readonly owner: 'ownerId' | 'id';
  /** Where it is declared, seen from a folder of `src`. */
  readonly from: string;
}

function tablesIn({ tree }: Source, from: string): Table[] {
  const tables: Table[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer || !ts.isCallExpression(node.initializer)) return;
    const { expression, arguments: [, columns] } = node.initializer;
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'table' || !columns || !ts.isObjectLiteralExpression(columns)) return;
    const declared = new Map(columns.properties.map((column) => [column.name?.getText(tree), column.getText(tree)]));
    const [, prefix] = /typedId\('([a-z]+)'\)/.exec(declared.get('id') ?? '') ?? [];
    const resource = singularOf(node.name.text);
    if (prefix === undefined || resource === undefined || !declared.has('version')) return;
    tables.push({ name: node.name.text, resource, prefix, owner: declared.has('ownerId') ? 'ownerId' : 'id', from });
  };
  visit(tree);
  return tables;
}

/** The table that a use case of a module is about: the one that is said, or the first that belongs to an owner and that its tests arrange. */
export function tableOf({ root }: Workspace, module: string, said: string | undefined): Table {
  const folder = path.join(root, 'packages', module);
  const files = globSync('src/db/*.ts', { cwd: folder, exclude: ['**/*.test.ts'] }).sort().map((file) => file.replaceAll(path.sep, '/'));
  const tables = files.flatMap((file) => tablesIn(sourceOf(readFileSync(path.join(folder, file), 'utf8'), file), `../${file.replace('src/', '')}`));
  const arrange = `packages/${module}/test/arrange.ts`;
  const arranged = readFileSync(path.join(root, arrange), 'utf8');
  const isArranged = ({ resource }: Table): boolean => arranged.includes(` ${resource}Id: Id<`);
  const usable = tables.filter(isArranged);
  const table = said === undefined ? usable[0] : tables.find(({ name }) => name === said);
  if (!table) throw new Refusal(`${said ?? 'No table'} of ${module} has an id, a version and a regular plural; say one with --table: ${usable.map(({ name }) => name).join(', ')}.`);
  if (!isArranged(table)) throw new Refusal(`${arrange} arranges no ${table.resource}Id: add one to its ids first, because the tests begin there.`);
  return table;
}

const permissionsOf = ({ root }: Workspace, module: string): string[] =>
  (readFileSync(path.join(root, 'packages', module, 'src/permissions.ts'), 'utf8').match(/'[a-z-]+:[a-z-]+:[a-z-]+'/g) ?? []).map((quoted) => quoted.slice(1, -1));

/** The permission of a use case: the one that is said, or that of its table, or the first of the module. */
export function permissionOf(workspace: Workspace, module: string, { name }: Table, action: 'read' | 'write', said: string | undefined): string {
  const known = permissionsOf(workspace, module);
  const fitting = known.filter((permission) => permission.endsWith(`:${action}`));
  const chosen = said ?? fitting.find((permission) => permission === `${module}:${name}:${action}`) ?? fitting[0];
  if (chosen === undefined || !known.includes(chosen)) throw new Refusal(`${chosen ?? action} is no permission of ${module}; say one with --permission: ${known.join(', ')}.`);
  return chosen;
}
