import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
};

/** Tests that need nothing but the code. */
export const pure = (): ViteUserConfig => defineConfig({ ...shared, test: { sequence: { shuffle: true } } });

/** Tests on a real PostgreSQL: one throw-away server a run, one database a file. */
export const withPostgres = (): ViteUserConfig =>
  defineConfig({
    ...shared,
    test: {
      sequence: { shuffle: true },
      globalSetup: [fileURLToPath(new URL('./postgres.ts', import.meta.url))],
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  });
