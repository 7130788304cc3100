import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type ViteUserConfig, type ViteUserConfigFnObject } from 'vitest/config';

const shared = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
};

/** Tests that load, kill or measure, or take minutes. */
const longTests = '**/*.long.test.ts';
const minutes = 60_000;

/**
 * Every test but the long ones; `vitest run --mode long` runs those alone, one after the other, because they measure.
 *
 * Half of the time of a run is imports, so a worker keeps what it has loaded from file to file. A package whose modules hold state
 * that its tests change says `isolate`.
 */
const tiered = (test: ViteUserConfig['test']): ViteUserConfigFnObject =>
  defineConfig(({ mode }) => ({
    ...shared,
    test:
      mode === 'long'
        ? { ...test, include: [longTests], fileParallelism: false, testTimeout: 20 * minutes, hookTimeout: 5 * minutes }
        : { isolate: false, expect: { poll: { timeout: 10_000 } }, ...test, exclude: [...configDefaults.exclude, longTests], sequence: { shuffle: true } },
  }));

/** Tests that need nothing but the code. */
export const pure = (test: ViteUserConfig['test'] = {}): ViteUserConfigFnObject => tiered(test);

/** Tests on a real PostgreSQL: one throw-away server a run, one database a file. */
export const withPostgres = (): ViteUserConfigFnObject =>
  tiered({
    globalSetup: [fileURLToPath(new URL('./postgres.ts', import.meta.url))],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  });
