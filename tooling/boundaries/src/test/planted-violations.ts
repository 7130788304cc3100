import path from 'node:path';
import type { RuleId } from '../rule.ts';
import { libraries, manifests } from './manifests.ts';
import { source } from './source.ts';

interface Planted {
  readonly id: RuleId;
  readonly name: string;
  readonly plant: Readonly<Record<string, string>>;
  readonly detail: string;
}

/** A file whose one import is forbidden. */
const importing = (id: RuleId, name: string, file: string, specifier: string): Planted => ({
  id,
  name,
  plant: { [file]: source(specifier) },
  detail: `${file} -> ${seenAs(file, specifier)}`,
});

/** How a finding names what a file imports. */
function seenAs(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  if (specifier.startsWith('node:')) return specifier.slice('node:'.length);
  if (libraries.includes(specifier)) return `${specifier}/index.js`;
  for (const [folder, { name, exports }] of Object.entries(manifests)) {
    const door = Object.entries(exports).find(([entry]) => path.posix.join(name, entry) === specifier)?.[1];
    if (door) return path.posix.join(folder, door.source);
  }
  return specifier;
}

const users = 'packages/users/src';
const billing = 'packages/billing/src';

export const plantedViolations: readonly Planted[] = [
  importing('R1', 'the kernel imports a platform package', 'packages/kernel/src/more.ts', '@plinth/db'),
  importing('R1', 'the kernel imports a library', 'packages/kernel/src/second.ts', 'pino'),
  importing('R2', 'a platform package imports a later one', 'packages/db/src/more.ts', '@plinth/http'),
  importing('R2', 'a platform package imports a domain module', 'packages/http/src/more.ts', '@plinth/users'),
  importing('R2', 'a platform package imports what its manifest does not name', 'packages/db/src/second.ts', 'pino'),
  importing('R2', 'a platform package opens a door by path', 'packages/db/src/path.ts', '../../kernel/src/index.ts'),
  importing('R2', 'a platform package that ships uses a tool', 'packages/http/src/tool.ts', '@plinth/postgres'),
  importing('R3', 'a rule reads the tables', `${users}/rules/more.ts`, '../db/schema.ts'),
  importing('R3', 'a rule does input and output', `${users}/rules/second.ts`, 'node:fs'),
  importing('R3', 'a mail reads the tables', `${users}/mails/more.ts`, '../db/schema.ts'),
  importing('R4', 'the tables know a rule', `${users}/db/more.ts`, '../rules/rule.ts'),
  importing('R4', 'the migrations know a service', `${users}/migrations.ts`, './services/put.ts'),
  importing('R5', 'a declaration knows the tables', `${users}/permissions.ts`, './db/schema.ts'),
  importing('R5', 'a contract in a folder knows the tables', `${users}/contract/more.ts`, '../db/schema.ts'),
  importing('R5', 'an event is made of another module’s', `${billing}/events.ts`, '@plinth/users/events'),
  importing('R5', 'a contract calls another module', `${billing}/contract/more.ts`, '@plinth/users'),
  importing('R5', 'a shared file takes more than types of the tables', `${users}/shared.ts`, './db/schema.ts'),
  importing('R5', 'a shared file builds a query', `${users}/query.ts`, 'drizzle-orm'),
  importing('R6', 'a selector calls a service', `${users}/selectors/more.ts`, '../services/put.ts'),
  importing('R6', 'a selector calls another module', `${billing}/selectors/more.ts`, '@plinth/users'),
  importing('R7', 'a service enqueues by itself', `${users}/services/more.ts`, '@plinth/jobs'),
  importing('R7', 'a service holds an adapter', `${users}/services/second.ts`, '../ports/mailer.ts'),
  importing('R7', 'a service logs', `${users}/services/third.ts`, 'pino'),
  importing('R8', 'a subscriber reads the tables', `${users}/subscribers/more.ts`, '../db/schema.ts'),
  importing('R8', 'a job calls another module', `${billing}/jobs/more.ts`, '@plinth/users'),
  importing('R8', 'a subscriber runs the runtime', `${users}/subscribers/third.ts`, '@plinth/module'),
  importing('R9', 'the wiring knows the routes', `${users}/module.ts`, './http/index.ts'),
  importing('R9', 'the wiring makes another module', `${billing}/module.ts`, '@plinth/users'),
  importing('R9', 'a port calls a service', `${users}/ports/more.ts`, '../services/put.ts'),
  importing('R10', 'a route calls a service past the door', `${users}/http/more.ts`, '../services/put.ts'),
  importing('R10', 'a route makes its own module', `${users}/http/second.ts`, '../index.ts'),
  importing('R11', 'the door shows the tables', `${users}/index.ts`, './db/schema.ts'),
  {
    id: 'R11',
    name: 'the door reaches Fastify in two steps',
    plant: {
      [`${billing}/ports/web.ts`]: source('fastify'),
      [`${billing}/index.ts`]: source('./ports/web.ts'),
    },
    detail: `${billing}/index.ts -> ${billing}/ports/web.ts -> fastify/index.js`,
  },
  importing('R12', 'a module opens the routes of another', `${billing}/services/more.ts`, '@plinth/users/http'),
  importing('R12', 'a test opens the routes of another', `${billing}/more.test.ts`, '@plinth/users/http'),
  importing('R12', 'a module reaches by a relative path', `${billing}/services/second.ts`, '../../../users/src/index.ts'),
  importing('R12', 'a module knows one that it does not depend on', `${users}/services/fourth.ts`, '@plinth/billing/events'),
  importing('R12', 'a module reaches behind a door', `${billing}/services/third.ts`, '@plinth/users/src/db/schema.ts'),
  importing('R12', 'a module needs fakes outside a test', `${billing}/services/fourth.ts`, '@plinth/users/testing'),
  importing('R13', 'an application reaches behind a door by path', 'apps/api/src/more.ts', '../../../packages/users/src/db/schema.ts'),
  importing('R13', 'an application opens a door by path', 'apps/api/src/second.ts', '../../../packages/users/src/index.ts'),
  importing('R13', 'an application reaches behind a door by name', 'apps/api/src/third.ts', '@plinth/users/src/db/schema.ts'),
  {
    id: 'R14',
    name: 'two files know each other by type alone',
    plant: {
      [`${users}/rules/one.ts`]: source('type ./two.ts'),
      [`${users}/rules/two.ts`]: source('type ./one.ts'),
    },
    detail: `${users}/rules/one.ts -> ${users}/rules/two.ts -> ${users}/rules/one.ts`,
  },
  {
    id: 'R14',
    name: 'two packages know each other',
    plant: { 'packages/db/src/circle.ts': source('@plinth/module') },
    detail: 'packages/db -> packages/module -> packages/jobs -> packages/db',
  },
  importing('R14', 'the environment is read outside config', 'packages/db/src/third.ts', 'node:process'),
  importing('R15', 'what ships imports a test', `${users}/rules/third.ts`, './rule.test.ts'),
  importing('R15', 'what ships imports the test helpers', 'packages/http/src/second.ts', '@plinth/testing'),
  importing('R15', 'an application ships the fakes of a module', 'apps/api/src/fourth.ts', '@plinth/users/testing'),
  importing('R15', 'a platform test knows a domain module', 'packages/db/src/more.test.ts', '@plinth/users'),
  importing('R15', 'a test of the application reads a table', 'apps/api/test/more.test.ts', '@plinth/users/src/db/schema.ts'),
  importing('R15', 'a test imports what its manifest does not name', `${users}/more.test.ts`, 'pino'),
];
