interface FixtureManifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly source: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly module?: { readonly schema: string; readonly dependsOn: readonly string[] };
}

const versions = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, '*']));

const platform = (name: string, dependencies: readonly string[] = []): FixtureManifest => ({
  name: `@plinth/${name}`,
  exports: { '.': { source: './src/index.ts' } },
  dependencies: versions(dependencies),
  devDependencies: versions(['vitest']),
});

const module = (name: string, dependsOn: readonly string[]): FixtureManifest => ({
  ...platform(name, ['zod', 'drizzle-orm', 'nodemailer', ...dependsOn.map((other) => `@plinth/${other}`)]),
  exports: {
    '.': { source: './src/index.ts' },
    './http': { source: './src/http/index.ts' },
    './events': { source: './src/events.ts' },
    './migrations': { source: './src/migrations.ts' },
    './testing': { source: './testing/index.ts' },
  },
  module: { schema: name, dependsOn },
});

export const manifests: Readonly<Record<string, FixtureManifest>> = {
  'packages/kernel': platform('kernel', ['zod']),
  'packages/config': platform('config', ['zod']),
  'packages/observability': platform('observability', ['pino']),
  'packages/db': platform('db', ['drizzle-orm']),
  'packages/jobs': platform('jobs'),
  'packages/module': platform('module'),
  'packages/http': platform('http', ['fastify']),
  'packages/testing': platform('testing'),
  'packages/users': module('users', []),
  'packages/billing': module('billing', ['users']),
  'apps/api': platform('api', ['fastify']),
  'tooling/postgres': platform('postgres'),
};

export const libraries = ['zod', 'drizzle-orm', 'nodemailer', 'fastify', 'pino', 'vitest', 'decimal.js'];

/** Every file imports all that its rule lets it import, so that a rule which is too strict is seen as well. */
const moduleFiles = (name: string): Record<string, string> => ({
  'src/contract.ts': `import { z } from 'zod';\nimport { config } from '@plinth/config';\nexport const contract = [z, config];\n`,
  'src/errors.ts': `import { kernel } from '@plinth/kernel';\nexport const errors = kernel;\n`,
  'src/events.ts': `import { runtime } from '@plinth/module';\nexport const events = runtime;\n`,
  'src/context.ts': `import type { db } from '@plinth/db';\nimport type { mailer } from './ports/mailer.ts';\nexport type Context = [typeof db, typeof mailer];\n`,
  'src/migrations.ts': `import { fileURLToPath } from 'node:url';\nimport { db } from '@plinth/db';\nexport const migrations = [fileURLToPath, db];\n`,
  'src/db/schema.ts': `import drizzle from 'drizzle-orm';\nimport { db } from '@plinth/db';\nexport const schema = [drizzle, db];\n`,
  'src/rules/rule.ts': `import decimal from 'decimal.js';\nimport { createHash } from 'node:crypto';\nimport { contract } from '../contract.ts';\nexport const rule = [decimal, createHash, contract];\n`,
  'src/rules/rule.test.ts': `import { test } from 'vitest';\nimport { rule } from './rule.ts';\nimport { testing } from '@plinth/testing';\ntest('it is', () => [rule, testing]);\n`,
  'src/mails/mail.ts': `import { contract } from '../contract.ts';\nexport const mail = contract;\n`,
  'src/selectors/get.ts': `import drizzle from 'drizzle-orm';\nimport type { Context } from '../context.ts';\nimport { schema } from '../db/schema.ts';\nimport { rule } from '../rules/rule.ts';\nexport const get = (context: Context) => [context, drizzle, schema, rule];\n`,
  'src/services/put.ts': `import { runtime } from '@plinth/module';\nimport { get } from '../selectors/get.ts';\nimport { mail } from '../mails/mail.ts';\nexport const put = [runtime, get, mail];\n`,
  'src/subscribers/on.ts': `import { put } from '../services/put.ts';\nexport const on = put;\n`,
  'src/jobs/purge.ts': `import { jobs } from '@plinth/jobs';\nimport { put } from '../services/put.ts';\nexport const purge = [jobs, put];\n`,
  'src/ports/mailer.ts': `import nodemailer from 'nodemailer';\nimport { connect } from 'node:net';\nimport { errors } from '../errors.ts';\nexport const mailer = [nodemailer, connect, errors];\n`,
  'src/module.ts': `import { runtime } from '@plinth/module';\nimport { mailer } from './ports/mailer.ts';\nimport { put } from './services/put.ts';\nimport { on } from './subscribers/on.ts';\nimport { purge } from './jobs/purge.ts';\nexport const create = [runtime, mailer, put, on, purge];\n`,
  'src/http/index.ts': `import fastify from 'fastify';\nimport { http } from '@plinth/http';\nimport type { create } from '../index.ts';\nimport { contract } from '../contract.ts';\nexport const routes = (made: typeof create) => [made, fastify, http, contract];\n`,
  'src/index.ts': `export { create } from './module.ts';\nexport { contract } from './contract.ts';\nexport { mailer } from './ports/mailer.ts';\nexport const name = '${name}';\n`,
  'testing/index.ts': `import { testing } from '@plinth/testing';\nimport { schema } from '../src/db/schema.ts';\nexport const fake = [testing, schema];\n`,
});

const inFolder = (folder: string, files: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]);

export const cleanFiles: Readonly<Record<string, string>> = Object.fromEntries([
  ['package.json', '{"private":true}'],
  ['packages/kernel/src/index.ts', `import { z } from 'zod';\nimport { hash } from 'node:crypto';\nexport const kernel = [z, hash];\n`],
  ['packages/config/src/index.ts', `import { z } from 'zod';\nexport const config = [z, process.env];\n`],
  ['packages/observability/src/index.ts', `import pino from 'pino';\nexport const observability = pino;\n`],
  ['packages/db/src/index.ts', `import drizzle from 'drizzle-orm';\nimport { kernel } from '@plinth/kernel';\nexport const db = [drizzle, kernel];\n`],
  ['packages/db/src/db.test.ts', `import { test } from 'vitest';\nimport { testing } from '@plinth/testing';\ntest('it is', () => testing);\n`],
  ['packages/jobs/src/index.ts', `import { db } from '@plinth/db';\nexport const jobs = db;\n`],
  ['packages/module/src/index.ts', `import { jobs } from '@plinth/jobs';\nexport const runtime = jobs;\n`],
  ['packages/http/src/index.ts', `import fastify from 'fastify';\nimport { runtime } from '@plinth/module';\nexport const http = [fastify, runtime];\n`],
  ['packages/testing/src/index.ts', `import { postgres } from '@plinth/postgres';\nimport { db } from '@plinth/db';\nexport const testing = [postgres, db];\n`],
  ['tooling/postgres/src/index.ts', `export const postgres = 1;\n`],
  ...inFolder('packages/users', moduleFiles('users')),
  ...inFolder('packages/billing', {
    ...moduleFiles('billing'),
    'src/module.ts': `import { events } from '@plinth/users/events';\nimport { on } from './subscribers/on.ts';\nexport const create = [events, on];\n`,
    'src/subscribers/on.ts': `import type { runtime } from '@plinth/module';\nimport { events } from '@plinth/users/events';\nimport { put } from '../services/put.ts';\nexport const on = [events, put];\nexport type Payload = typeof runtime;\n`,
    'src/services/own.ts': `import type { create } from '@plinth/users';\nexport type Users = typeof create;\n`,
    'src/services/own.test.ts': `import { fake } from '@plinth/users/testing';\nimport { create } from '@plinth/users';\nexport const both = [fake, create];\n`,
  }),
  ['apps/api/src/main.ts', `import fastify from 'fastify';\nimport { create } from '@plinth/users';\nimport { routes } from '@plinth/users/http';\nimport { config } from '@plinth/config';\nexport const app = [fastify, create, routes, config];\n`],
]);
