import type { Files } from './fixture.ts';
import { source } from './source.ts';

/** Every file imports all that its rule lets it import, so that a rule which is too strict is seen as well. */
const moduleFiles: Files = {
  'src/contract.ts': source('zod', '@plinth/kernel', '@plinth/config', '@plinth/module', './errors.ts'),
  'src/errors.ts': source('@plinth/kernel'),
  'src/events.ts': source('zod', '@plinth/module'),
  'src/permissions.ts': source('@plinth/kernel'),
  'src/config.ts': source('zod', '@plinth/config'),
  'src/context.ts': source('./events.ts', 'type @plinth/db', 'type @plinth/jobs', 'type ./ports/mailer.ts'),
  'src/migrations.ts': source('node:url', 'node:path', '@plinth/db', '@plinth/module'),
  'src/db/schema.ts': source('drizzle-orm', '@plinth/kernel', '@plinth/db', './columns.ts'),
  'src/db/columns.ts': source('drizzle-orm'),
  'src/rules/rule.ts': source('decimal.js', 'node:crypto', '@plinth/kernel', '../contract.ts'),
  'src/rules/rule.test.ts': source('vitest', 'node:fs', './rule.ts', '../db/schema.ts', '@plinth/testing', '@plinth/http'),
  'src/mails/mail.ts': source('../contract.ts', '../rules/rule.ts'),
  'src/selectors/get.ts': source(
    ...['drizzle-orm', 'decimal.js', '@plinth/kernel', '@plinth/db', '../db/schema.ts', '../rules/rule.ts'],
    ...['../contract.ts', '../errors.ts', 'type ../context.ts', 'type ../ports/mailer.ts'],
  ),
  'src/services/put.ts': source('@plinth/module', '../selectors/get.ts', '../mails/mail.ts', '../events.ts', './part.ts'),
  'src/services/part.ts': source('drizzle-orm', '../db/schema.ts', 'type ../ports/mailer.ts'),
  'src/subscribers/on.ts': source('type @plinth/module', '../services/put.ts', '../events.ts'),
  'src/jobs/purge.ts': source('@plinth/jobs', '@plinth/kernel', '../services/put.ts', '../selectors/get.ts'),
  'src/ports/mailer.ts': source('nodemailer', 'node:net', '@plinth/kernel', '../errors.ts'),
  'src/module.ts': source(
    ...['@plinth/kernel', '@plinth/db', '@plinth/jobs', '@plinth/module', './contract.ts', './ports/mailer.ts'],
    ...['./services/put.ts', './selectors/get.ts', './subscribers/on.ts', './jobs/purge.ts', './migrations.ts'],
  ),
  'src/http/index.ts': source('fastify', 'zod', '@plinth/http', '../contract.ts', 'type ../index.ts', './routes.ts'),
  'src/http/routes.ts': source('fastify', '@plinth/kernel'),
  'src/index.ts': source('./module.ts', './contract.ts', './errors.ts', './ports/mailer.ts', 'type ./context.ts'),
  'testing/index.ts': source('@plinth/testing', '../src/db/schema.ts'),
};

const billingFiles: Files = {
  ...moduleFiles,
  'src/subscribers/on.ts': source('@plinth/users/events', '../services/put.ts'),
  'src/module.ts': source('@plinth/users/events', 'type @plinth/users', './subscribers/on.ts'),
  'src/selectors/own.ts': source('type @plinth/users', 'type @plinth/users/events'),
  'src/services/own.ts': source('type @plinth/users'),
  'src/services/own.test.ts': source('@plinth/users', '@plinth/users/events', '@plinth/users/testing'),
};

const inFolder = (folder: string, files: Files): [string, string][] =>
  Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]);

export const cleanFiles: Files = Object.fromEntries([
  ['package.json', '{ "private": true }'],
  ['packages/kernel/src/index.ts', source('zod', 'node:crypto', './ids.ts')],
  ['packages/kernel/src/ids.ts', source('zod')],
  ['packages/config/src/index.ts', source('zod', '@plinth/kernel')],
  ['packages/observability/src/index.ts', source('pino', '@plinth/config')],
  ['packages/db/src/index.ts', source('drizzle-orm', '@plinth/kernel', '@plinth/observability')],
  ['packages/db/src/db.test.ts', source('vitest', '@plinth/testing', '../test/helper.ts')],
  ['packages/db/src/types.test-d.ts', source('../test/helper.ts')],
  ['packages/db/src/more.test-types.ts', source('../test/helper.ts')],
  ['packages/db/test/helper.ts', source('@plinth/module')],
  ['packages/jobs/src/index.ts', source('@plinth/db')],
  ['packages/module/src/index.ts', source('@plinth/jobs')],
  ['packages/http/src/index.ts', source('fastify', '@plinth/module')],
  ['packages/testing/src/index.ts', source('@plinth/postgres', '@plinth/db', '@plinth/module')],
  ['tooling/postgres/src/index.ts', source()],
  ...inFolder('packages/users', moduleFiles),
  ...inFolder('packages/billing', billingFiles),
  [
    'apps/api/src/main.ts',
    source('fastify', 'node:http', '@plinth/users', '@plinth/users/http', '@plinth/billing/migrations', '@plinth/config'),
  ],
  ['apps/api/src/version.ts', source('../package.json', './main.ts')],
  ['apps/api/test/whole.e2e.test.ts', source('vitest', '../src/main.ts', '@plinth/testing', '@plinth/users/testing')],
]);
