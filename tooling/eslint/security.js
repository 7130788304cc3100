import regexp from 'eslint-plugin-regexp';
import plugin from 'eslint-plugin-security';

/** Warnings as errors: a warning is read by nobody. */
const strict = (rules) =>
  Object.fromEntries(Object.entries(rules).map(([rule, level]) => [rule, level === 'warn' ? 'error' : level]));

const ownPaths = { rules: { 'security/detect-non-literal-fs-filename': /** @type {const} */ ('off') } };

/**
 * Code that runs strings, and expressions that never end.
 *
 * @param {import('./kind.js').Kind} kind
 * @returns {import('eslint').Linter.Config[]}
 */
export const security = (kind) => [
  { ...regexp.configs.recommended, rules: strict(regexp.configs.recommended.rules) },
  {
    name: 'plinth/security',
    plugins: { security: plugin },
    rules: {
      ...strict(plugin.configs.recommended.rules),
      // Reports every a[b]; noUncheckedIndexedAccess and typed keys cover what it is about.
      'security/detect-object-injection': 'off',
      // regexp/no-super-linear-backtracking analyses the expression; this one counts stars.
      'security/detect-unsafe-regex': 'off',
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
    },
  },
  // Tools and tests work on paths that they made themselves.
  ...(kind === 'tool' || kind === 'root' ? [ownPaths] : []),
];
