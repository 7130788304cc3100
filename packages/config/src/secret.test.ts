import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

test('a secret shows itself nowhere but in reveal()', () => {
  const secret = new Secret('canary');
  const shown = [
    String(secret),
    `${secret.toString()} ${[secret].join()}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
    format('%s %o %j', secret, secret, secret),
    JSON.stringify(Object.assign({}, secret)),
  ];
  expect(shown.join('\n')).not.toContain('canary');
  expect(shown.slice(0, 3)).toEqual(['[redacted]', '[redacted] [redacted]', '{"secret":"[redacted]"}']);
  expect(secret.reveal()).toBe('canary');
});
