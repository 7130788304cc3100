import { reason } from './reason.js';

/**
 * Rules of the house that are about size and noise.
 *
 * @param {import('./kind.js').Kind} kind
 * @returns {import('eslint').Linter.Config[]}
 */
export const house = (kind) => [
  {
    name: 'plinth/house',
    plugins: { plinth: { rules: { 'disable-with-reason': reason } } },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'plinth/disable-with-reason': 'error',
    },
  },
  ...(kind === 'module' || kind === 'platform'
    ? [{ name: 'plinth/quiet', files: ['src/**/*.ts'], rules: { 'no-console': /** @type {const} */ ('error') } }]
    : []),
];
