interface FixtureManifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly source: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly plinth?: { readonly schema: string; readonly dependsOn: readonly string[] };
}

const versions = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '*']));

const platform = (name: string, ...dependencies: readonly string[]): FixtureManifest => ({
  name: `@plinth/${name}`,
  exports: { '.': { source: './src/index.ts' } },
  dependencies: versions(dependencies),
  devDependencies: versions(['vitest']),
});

const module = (name: string, ...dependsOn: readonly string[]): FixtureManifest => ({
  ...platform(name, 'zod', 'drizzle-orm', 'nodemailer', ...dependsOn.map((other) => `@plinth/${other}`)),
  exports: {
    '.': { source: './src/index.ts' },
    './http': { source: './src/http/index.ts' },
    './events': { source: './src/events.ts' },
    './migrations': { source: './src/migrations.ts' },
    './testing': { source: './testing/index.ts' },
  },
  plinth: { schema: name, dependsOn },
});

/** By folder. */
export const manifests: Readonly<Record<string, FixtureManifest>> = {
  'packages/kernel': platform('kernel', 'zod'),
  'packages/config': platform('config', 'zod'),
  'packages/observability': platform('observability', 'pino'),
  'packages/db': platform('db', 'drizzle-orm'),
  'packages/jobs': platform('jobs'),
  'packages/module': platform('module'),
  'packages/http': platform('http', 'fastify'),
  'packages/testing': platform('testing', '@plinth/postgres'),
  'packages/users': module('users'),
  'packages/billing': module('billing', 'users'),
  'apps/api': platform('api', 'fastify'),
  'tooling/postgres': platform('postgres'),
};

/** What node_modules holds. */
export const libraries = ['zod', 'drizzle-orm', 'nodemailer', 'fastify', 'pino', 'vitest', 'decimal.js'];
