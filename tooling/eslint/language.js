import path from 'node:path';
import tseslint from 'typescript-eslint';

/** Where the types come from: of the package's own tsconfig.json, or of one program for the whole workspace, which loads each file once. */
const programOf = (directory, workspace) =>
  workspace ? { project: [path.join(workspace, 'tsconfig.json')], tsconfigRootDir: workspace } : { projectService: true, tsconfigRootDir: directory };

/**
 * TypeScript at its strictest, with types.
 *
 * @param {string} directory
 * @param {string} [workspace] the root of the workspace, where all of it is linted at once
 * @returns {import('eslint').Linter.Config[]}
 */
export const language = (directory, workspace) => [
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    name: 'plinth/language',
    languageOptions: {
      parserOptions: {
        ...programOf(directory, workspace),
        // The parser's shortcut for single runs resolves `extends` through symbolic links wrongly.
        disallowAutomaticSingleRunInference: true,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      // `import { type X }` still loads the file; the gate on imports counts it as types alone.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // async without await is how a service or a plugin makes every throw a rejection.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    ...tseslint.configs.disableTypeChecked,
    name: 'plinth/javascript',
    files: ['**/*.js', '**/*.mjs'],
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
];
