import { Linter } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { ambient } from './ambient.js';
import { house } from './house.js';
import { security } from './security.js';

const folder = new URL('flaws/', import.meta.url);
const flaws = readdirSync(folder).filter((name) => name.endsWith('.txt'));

const typescript = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { '@typescript-eslint': tseslint.plugin } };
const config = [typescript, ...house('module'), ...security('module'), ...ambient('module', 'users')];

/** Each file is vulnerable code; its first line names the rule that must stop it in a domain package. */
test.for(flaws)('%s does not pass', (name) => {
  const code = readFileSync(new URL(name, folder), 'utf8');
  const [, rule] = /^\/\/ stopped by (\S+)$/m.exec(code) ?? [];
  expect(rule).toBeDefined();
  expect(new Linter().verify(code, config, 'src/services/flaw.ts').map(({ ruleId }) => ruleId)).toContain(rule);
});

test('there are more than twenty of them, by more than ten rules', () => {
  const rules = new Set(flaws.map((name) => /^\/\/ stopped by (\S+)$/m.exec(readFileSync(new URL(name, folder), 'utf8'))?.[1]));
  expect(flaws.length).toBeGreaterThan(20);
  expect(rules.size).toBeGreaterThan(10);
});
