import { testFiles } from './kind.js';

/** Tests look inside answers and make their own paths; types and promises are held as strictly as anywhere. */
export const tests = [
  {
    name: 'plinth/tests',
    files: testFiles,
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'security/detect-non-literal-fs-filename': 'off',
      'security/detect-non-literal-regexp': 'off',
    },
  },
];
