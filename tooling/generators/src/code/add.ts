import ts from 'typescript';
import { appended, bare, findNode, initializerOf, lineAt, lineBefore, missing, putBefore, type Source, sourceOf } from './source.ts';

/** A change of a file's text; it throws a `Refusal` where the file has not what it builds on. */
export type Edit = (text: string, file: string) => string;

const nameOf = (property: ts.ObjectLiteralElementLike | ts.TypeElement): string | undefined => (property.name && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) ? property.name.text : undefined);

/** The object of an expression: itself, what a function is called with, or what one returns. */
function objectOf(expression: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const plain = bare(expression);
  if (ts.isObjectLiteralExpression(plain)) return plain;
  return ts.isCallExpression(plain) ? plain.arguments.map(bare).findLast(ts.isObjectLiteralExpression) : undefined;
}

function descend(source: Source, from: ts.ObjectLiteralExpression | undefined, what: string, path: readonly string[]): ts.ObjectLiteralExpression {
  if (!from) throw missing(source, `object ${what}`);
  return path.reduce((object, name) => {
    const property = object.properties.find((candidate) => nameOf(candidate) === name);
    const inner = property && ts.isPropertyAssignment(property) ? objectOf(property.initializer) : undefined;
    if (!inner) throw missing(source, `property ${name} with an object in ${what}`);
    return inner;
  }, from);
}

const intoObject = (source: Source, object: ts.ObjectLiteralExpression, property: string): string => appended(source, object, object.properties, property);

/** A property at the end of the object that the variable `name` holds, or of one inside it. */
export const addProperty = (name: string, property: string, ...path: readonly string[]): Edit => (text, file) => {
  const source = sourceOf(text, file);
  return intoObject(source, descend(source, objectOf(initializerOf(source, name)), name, path), property);
};

/** The same, before the first key that is greater. */
export const addSortedProperty = (name: string, key: string, value: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const object = descend(source, objectOf(initializerOf(source, name)), name, []);
  const next = object.properties.find((property) => (nameOf(property) ?? '') > key);
  return next ? lineBefore(source, next, `${key}: ${value},`) : intoObject(source, object, `${key}: ${value}`);
};

/** A property of the object that a function is called with, beside a first argument of one of these names. */
export const addToCall = (callee: string, first: readonly string[], property: string, ...path: readonly string[]): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const what = `call ${callee}(${first.join(' or ')}, { … })`;
  const call = findNode(source.tree, (node) =>
    ts.isCallExpression(node) && node.expression.getText(source.tree) === callee && first.includes(node.arguments[0]?.getText(source.tree) ?? '') ? node : undefined,
  );
  if (!call) throw missing(source, what);
  return intoObject(source, descend(source, objectOf(call), what, path), property);
};

/** An element of the list that the variable `name` holds: before another, or at its end. */
export const addElement = (name: string, element: string, before?: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const list = initializerOf(source, name);
  if (!ts.isArrayLiteralExpression(list)) throw missing(source, `list ${name}`);
  if (before === undefined) return appended(source, list, list.elements, element);
  const next = list.elements.find((candidate) => candidate.getText(source.tree) === before);
  if (!next) throw missing(source, `${before} in ${name}`);
  return putBefore(source, next, element);
};

/** A member of an interface, or of an object type inside it. */
export const addMember = (name: string, member: string, ...path: readonly string[]): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const declared = findNode(source.tree, (node) => (ts.isInterfaceDeclaration(node) && node.name.text === name ? node : undefined));
  if (!declared) throw missing(source, `interface ${name}`);
  const target = path.reduce<ts.InterfaceDeclaration | ts.TypeLiteralNode>((outer, step) => {
    const inner = outer.members.find((candidate) => nameOf(candidate) === step);
    if (!inner || !ts.isPropertySignature(inner) || !inner.type || !ts.isTypeLiteralNode(inner.type)) throw missing(source, `member ${step} in interface ${name}`);
    return inner.type;
  }, declared);
  return appended(source, target, target.members, member, ';');
};

/** A statement before the last one (`return`), or at the end, of the function that has this name or that a variable of it holds. */
export const addStatement = (name: string, statement: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const body = findNode(source.tree, (node) => {
    if (ts.isFunctionDeclaration(node) && node.name?.text === name) return node.body;
    if (!ts.isVariableDeclaration(node) || node.name.getText(source.tree) !== name || !node.initializer || !ts.isArrowFunction(node.initializer)) return undefined;
    return ts.isBlock(node.initializer.body) ? node.initializer.body : undefined;
  });
  const last = body?.statements.at(-1);
  if (!body || !last) throw missing(source, `function ${name}`);
  return ts.isReturnStatement(last) ? lineBefore(source, last, statement) : lineAt(text, last.getEnd(), `\n${indentOf(text, last.getStart(source.tree))}${statement}`);
};

const indentOf = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';

/** A property of the object that the function `name` returns. */
export const addReturned = (name: string, property: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const declared = findNode(source.tree, (node) => (ts.isFunctionDeclaration(node) && node.name?.text === name ? node : undefined));
  const last = declared?.body?.statements.at(-1);
  const object = last && ts.isReturnStatement(last) && last.expression ? objectOf(last.expression) : undefined;
  if (!object) throw missing(source, `function ${name} that returns an object`);
  return intoObject(source, object, property);
};

const isRelative = (specifier: string): boolean => specifier.startsWith('.');

/** An import, in the order of the alphabet among those of packages or of files. */
export const addImport = (what: string, from: string): Edit => (text, file) => {
  const { tree } = sourceOf(text, file);
  const imports = tree.statements.filter(ts.isImportDeclaration);
  const specifierOf = (declaration: ts.ImportDeclaration): string => (ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : '');
  const line = `import ${what} from '${from}';\n`;
  const next = imports.find((declaration) => isRelative(specifierOf(declaration)) === isRelative(from) && specifierOf(declaration) > from) ?? (isRelative(from) ? undefined : imports.find((declaration) => isRelative(specifierOf(declaration))));
  const last = imports.at(-1);
  return lineAt(text, next ? next.getStart(tree) : last ? last.getEnd() + 1 : 0, line);
};

/** One name more in the import of a file from another. */
export const addImported = (name: string, from: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const found = findNode(source.tree, (node) => (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text === from ? node : undefined));
  const names = found?.importClause?.namedBindings;
  if (!names || !ts.isNamedImports(names)) throw missing(source, `import of names from ${from}`);
  return names.elements.some((element) => element.getText(source.tree) === name) ? text : appended(source, names, names.elements, name);
};

/** What a file passes on from another, in the order of the alphabet. */
export const addExport = (what: string, from: string): Edit => (text, file) => {
  const { tree } = sourceOf(text, file);
  const exports = tree.statements.filter(ts.isExportDeclaration);
  const next = exports.find(({ moduleSpecifier }) => moduleSpecifier && ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text > from);
  return lineAt(text, next ? next.getStart(tree) : text.length, `export ${what} from '${from}';\n`);
};

/** A statement of its own before the interface `name`. */
export const addBeforeInterface = (name: string, statement: string): Edit => (text, file) => {
  const source = sourceOf(text, file);
  const declared = findNode(source.tree, (node) => (ts.isInterfaceDeclaration(node) && node.name.text === name ? node : undefined));
  if (!declared) throw missing(source, `interface ${name}`);
  return lineAt(text, declared.getFullStart(), `\n\n${statement}`);
};

/** Several edits, one after the other. */
export const all = (...edits: readonly Edit[]): Edit => (text, file) => edits.reduce((changed, edit) => edit(changed, file), text);

/** A dependency of a `package.json`, where its name belongs. */
export const addDependency = (name: string, range: string): Edit => (text) => {
  const manifest = JSON.parse(text) as { dependencies?: Record<string, string> };
  const dependencies = Object.fromEntries(Object.entries({ ...manifest.dependencies, [name]: range }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...manifest, dependencies }, undefined, 2)}\n`;
};
