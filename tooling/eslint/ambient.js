import { testFiles, toolFiles } from './kind.js';

const why = (text, rule) => `${text} See docs/boundaries.md#${rule}.`;

const shell = {
  name: 'node:child_process',
  importNames: ['default', 'exec', 'execSync'],
  message: 'A shell reads the whole string. Use execFile or spawn with an array.',
};
const shells = [shell, { ...shell, name: 'child_process' }];

const loggers = {
  group: ['pino', 'pino/*', '@plinth/observability', '@opentelemetry/*', 'node:diagnostics_channel'],
  message: 'The runtime logs and traces every call; domain code does neither (architecture, rule 10).',
};

const randomNames = [
  'generateKey',
  'generateKeyPair',
  'generateKeyPairSync',
  'generateKeySync',
  'generatePrime',
  'generatePrimeSync',
  'getRandomValues',
  'pseudoRandomBytes',
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'randomUUIDv7',
  'webcrypto',
];
const randomMessage = 'Randomness comes in as a dependency (architecture, rule 9).';
const clockMessage = 'The clock comes in as a dependency (architecture, rule 9).';

const environment = [
  { object: 'process', property: 'env', message: why('Only packages/config reads the environment.', 'r14') },
];
const ambientProperties = [
  { object: 'Date', property: 'now', message: clockMessage },
  { object: 'performance', property: 'now', message: clockMessage },
  { object: 'process', property: 'hrtime', message: clockMessage },
  { object: 'Temporal', property: 'Now', message: clockMessage },
  { object: 'Math', property: 'random', message: randomMessage },
  ...randomNames.map((property) => ({ object: 'crypto', property, message: randomMessage })),
];

const builtSql = (type, extra) => ({
  selector: `CallExpression[callee.property.name=/^(unsafe|raw)$/][arguments.0.type='${type}']${extra}`,
  message: 'SQL built from strings is an injection. Bind a parameter, or name an identifier with sql(name).',
});
const injections = [
  builtSql('TemplateLiteral', '[arguments.0.expressions.length>0]'),
  builtSql('BinaryExpression', ''),
];
const environmentImports = [
  {
    selector: "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']",
    message: why('Only packages/config reads the environment.', 'r14'),
  },
  {
    selector: "MemberExpression[object.property.name='process'][property.name='env']",
    message: why('Only packages/config reads the environment.', 'r14'),
  },
];
const nowAndChance = [
  { selector: "MemberExpression[object.property.name='crypto']", message: randomMessage },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockMessage },
  { selector: "CallExpression[callee.name='Date']", message: clockMessage },
];

/** These two write SQL for roles, schemas and queues, whose names are checked before they get there. */
const buildsSql = new Set(['db', 'jobs']);

/**
 * What code may not take from its surroundings: the environment, and in a domain module also clock, chance and log.
 * One `no-restricted-*` entry overrides another, so each kind of file gets its whole list at once.
 *
 * @param {import('./kind.js').Kind} kind
 * @param {string} folder the package's folder, such as `users`
 * @returns {import('eslint').Linter.Config[]}
 */
export function ambient(kind, folder) {
  const sql = buildsSql.has(folder) && kind === 'platform' ? [] : injections;
  const readsEnvironment = kind === 'tool' || kind === 'root' || folder === 'config';
  const environmentRules = readsEnvironment ? [[], []] : [environment, environmentImports];
  const [properties, imports] = environmentRules;
  const everywhere = { paths: shells, patterns: [] };
  const base = restricted({ ...everywhere, name: 'plinth/ambient', properties, syntax: [...sql, ...imports] });
  const free = restricted({
    ...everywhere,
    name: 'plinth/ambient-of-tests-and-tools',
    files: [...testFiles, ...toolFiles],
    properties: [],
    syntax: sql,
  });
  return kind === 'module' ? [base, ...domain(sql), free] : [base, free];
}

/** @param {{ selector: string, message: string }[]} sql */
const domain = (sql) => {
  const syntax = [...sql, ...environmentImports];
  const random = { importNames: ['default', ...randomNames], message: randomMessage };
  return [
    restricted({
      name: 'plinth/ambient-of-domain',
      files: ['src/**/*.ts'],
      properties: [...environment, ...ambientProperties],
      paths: [...shells, { name: 'node:crypto', ...random }, { name: 'crypto', ...random }],
      patterns: [loggers],
      syntax: [...syntax, ...nowAndChance],
    }),
    // A port is where clock, chance and mail come in, so it may touch them; still no log and no environment.
    restricted({
      name: 'plinth/ambient-of-ports',
      files: ['src/ports/**/*.ts'],
      properties: environment,
      paths: shells,
      patterns: [loggers],
      syntax,
    }),
  ];
};

/** @returns {import('eslint').Linter.Config} */
const restricted = ({ name, files, properties, paths, patterns, syntax }) => ({
  name,
  ...(files ? { files } : {}),
  rules: {
    'no-restricted-properties': properties.length > 0 ? ['error', ...properties] : 'off',
    'no-restricted-imports': ['error', { paths, patterns }],
    'no-restricted-syntax': ['error', ...syntax],
  },
});
