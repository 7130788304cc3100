import path from 'node:path';
import tseslint from 'typescript-eslint';

const settings = path.join(import.meta.dirname, '../../tsconfig.base.json');

/**
 * TypeScript at its strictest, with types.
 *
 * @param {string} directory
 * @param {boolean} loose true where no tsconfig.json lies beside the code
 * @returns {import('eslint').Linter.Config[]}
 */
export const language = (directory, loose) => [
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    name: 'plinth/language',
    languageOptions: {
      parserOptions: {
        projectService: loose
          ? { allowDefaultProject: ['*.ts'], defaultProject: settings }
          : true,
        tsconfigRootDir: directory,
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
