import { expect, test } from 'vitest';
import { addBeforeInterface, addDependency, addElement, addExport, addImport, addImported, addMember, addProperty, addReturned, addSortedProperty, addStatement, addToCall } from './add.ts';

const into = (edit: (text: string, file: string) => string, text: string): string => edit(text, 'file.ts');

test.each([
  ['const all = { a: 1 };', 'const all = { a: 1, b: 2 };'],
  ['const all = {};', 'const all = { b: 2 };'],
  ['const all = {\n  a: 1,\n} as const;', 'const all = {\n  a: 1,\n  b: 2,\n} as const;'],
  ['const all = {\n  a: 1 // one\n};', 'const all = {\n  a: 1, // one\n  b: 2,\n};'],
  ["const all = make('all', {\n  a: { deep: [1] },\n});", "const all = make('all', {\n  a: { deep: [1] },\n  b: 2,\n});"],
  ['function f() {\n  const all = {\n    a: 1,\n  } satisfies All;\n}', 'function f() {\n  const all = {\n    a: 1,\n    b: 2,\n  } satisfies All;\n}'],
])('a property joins %j in its layout', (before, after) => {
  expect(into(addProperty('all', 'b: 2'), before)).toBe(after);
});

test('a property joins an object inside another', () => {
  expect(into(addProperty('border', '...b', 'services'), "const border = define('x', { services: { ...a }, selectors: {} });")).toBe("const border = define('x', { services: { ...a, ...b }, selectors: {} });");
});

test('a key goes where the alphabet has it', () => {
  expect(into(addSortedProperty('table', 'b', "'two'"), "const table = {\n  a: 'one',\n  c: 'three',\n};")).toBe("const table = {\n  a: 'one',\n  b: 'two',\n  c: 'three',\n};");
  expect(into(addSortedProperty('table', 'd', "'four'"), "const table = {\n  a: 'one',\n};")).toBe("const table = {\n  a: 'one',\n  d: 'four',\n};");
});

test('an element goes before another', () => {
  expect(into(addElement('list', 'b', 'c'), 'const list = [a, c] as const;')).toBe('const list = [a, b, c] as const;');
});

test('a member joins an interface, or a type inside it', () => {
  expect(into(addMember('All', 'readonly b: B'), 'interface All {\n  readonly a: A;\n}')).toBe('interface All {\n  readonly a: A;\n  readonly b: B;\n}');
  expect(into(addMember('All', 'b(): void', 'services'), 'interface All {\n  services: {\n    a(): void;\n  };\n}')).toBe('interface All {\n  services: {\n    a(): void;\n    b(): void;\n  };\n}');
  expect(into(addMember('All', 'b(): void'), 'interface All extends One {}')).toBe('interface All extends One {\n  b(): void;\n}');
});

test('a statement goes to the end of a function, before it returns', () => {
  expect(into(addStatement('f', 'b();'), 'function f() {\n  a();\n  return 1;\n}')).toBe('function f() {\n  a();\n  b();\n  return 1;\n}');
  expect(into(addStatement('f', 'b();'), 'const f = (x) => {\n  a();\n};')).toBe('const f = (x) => {\n  a();\n  b();\n};');
  expect(into(addReturned('f', 'b'), 'function f() {\n  return { a };\n}')).toBe('function f() {\n  return { a, b };\n}');
});

test('an import goes where the alphabet has it, packages before files', () => {
  const text = "import a from 'a';\nimport c from 'c';\nimport one from './one.ts';\n";
  expect(into(addImport('b', 'b'), text)).toBe("import a from 'a';\nimport b from 'b';\nimport c from 'c';\nimport one from './one.ts';\n");
  expect(into(addImport('d', 'd'), text)).toBe("import a from 'a';\nimport c from 'c';\nimport d from 'd';\nimport one from './one.ts';\n");
  expect(into(addImport('two', './two.ts'), text)).toBe(`${text}import two from './two.ts';\n`);
});

test('what is exported, and a name of an import, join the others', () => {
  const text = "export { a } from './a.ts';\nexport { c } from './c.ts';\n";
  expect(into(addExport('{ b }', './b.ts'), text)).toBe("export { a } from './a.ts';\nexport { b } from './b.ts';\nexport { c } from './c.ts';\n");
  expect(into(addExport('{ d }', './d.ts'), text)).toBe(`${text}export { d } from './d.ts';\n`);
  expect(into(addImported('b', 'all'), "import { a } from 'all';\n")).toBe("import { a, b } from 'all';\n");
  expect(into(addImported('a', 'all'), "import { a } from 'all';\n")).toBe("import { a } from 'all';\n");
});

test('a property joins the object that a function is called with', () => {
  const text = 'make(otherContract, { services: {} });\nmake(allContract, {\n  services: {\n    a,\n  },\n});';
  expect(into(addToCall('make', ['allContract'], 'b', 'services'), text)).toBe('make(otherContract, { services: {} });\nmake(allContract, {\n  services: {\n    a,\n    b,\n  },\n});');
});

test('a statement goes before an interface', () => {
  expect(into(addBeforeInterface('All', 'const b = 2;'), 'const a = 1;\n\n/** All. */\nexport interface All {}')).toBe('const a = 1;\n\nconst b = 2;\n\n/** All. */\nexport interface All {}');
});

test('a dependency goes where the alphabet has it', () => {
  expect(JSON.parse(addDependency('b', '1')('{"name":"x","dependencies":{"a":"1","c":"1"}}', 'package.json'))).toEqual({ name: 'x', dependencies: { a: '1', b: '1', c: '1' } });
});

test.each([
  [addProperty('all', 'b'), 'variable all'],
  [addProperty('other', 'b', 'services'), 'property services'],
  [addElement('other', 'b'), 'list other'],
  [addElement('list', 'b', 'z'), 'z in list'],
  [addMember('All', 'b'), 'interface All'],
  [addStatement('f', 'b'), 'function f'],
  [addReturned('f', 'b'), 'function f'],
  [addToCall('make', ['allContract'], 'b'), 'call make(allContract, { … })'],
  [addImported('b', 'all'), 'import of names from all'],
  [addBeforeInterface('All', 'b'), 'interface All'],
])('where a place is missing, its file and the place are named (%#)', (edit, place) => {
  expect(() => edit('const other = {};\nconst list = [a];\n', 'src/file.ts')).toThrow(`src/file.ts has no ${place}`);
});
