import { cpSync, existsSync } from 'node:fs';
import { defineConfig } from 'tsup';

type Config = ReturnType<typeof defineConfig>;

/** `src/http/index.ts` becomes `dist/http/index.js`, `testing/index.ts` becomes `dist/testing/index.js`. */
const named = (entries: string[]): Record<string, string> =>
  Object.fromEntries(entries.map((entry) => [entry.replace(/^src\//, '').replace(/\.ts$/, ''), entry]));

const shared = { format: 'esm', target: 'es2024', platform: 'node', sourcemap: true, clean: true, splitting: true } as const;

export interface LibraryOptions {
  /** Dependencies that go into the build, because consumers could not install them as we have them. */
  readonly carries?: string[];
}

/** A package: ES modules with declarations, dependencies left outside, the module's SQL beside the code. */
export const library = (entries: string[], { carries = [] }: LibraryOptions = {}): Config =>
  defineConfig({
    ...shared,
    entry: named(entries),
    noExternal: carries,
    // Of the workspace's tests alone, which load it where they use it.
    external: [/^drizzle-kit/],
    dts: true,
    onSuccess: () => {
      if (existsSync('src/db/migrations')) cpSync('src/db/migrations', 'dist/db/migrations', { recursive: true });
      return Promise.resolve();
    },
  });

/** An application: ES modules, nothing of node_modules inside, so that instrumentation still finds its targets. */
export const application = (entries: string[]): Config => defineConfig({ ...shared, entry: named(entries) });
