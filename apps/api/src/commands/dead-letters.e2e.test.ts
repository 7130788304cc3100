import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createTestDatabase, eventually, type TestDatabase } from '@plinth/testing';
import { createTestUsers, type TestUsers } from '@plinth/users/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../test/program.ts';
import { migrations } from '../databases.ts';
import { moduleNames } from '../modules.ts';

const queue = 'billing.openAccount';
const type = 'users.organization_created';

let database: TestDatabase;
let users: TestUsers;
const delivered: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase({ sets: migrations, name: 'letters' });
  users = await createTestUsers({ database, worker: false });
  const billing = { subscriptions: [{ subscriber: queue, event: type }], receive: async ({ event }: { event: { id: string } }) => void delivered.push(event.id) };
  await users.users.worker.start([billing]);
});
afterAll(async () => {
  await users.users.worker.stop();
  await users.close();
  await database.close();
});

const plinth = (...args: string[]) => outcomeOf(['src/cli.ts', ...args], { NODE_ENV: 'test', DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl });

/** As pg-boss leaves an event after its last try. */
async function aDeadLetter(): Promise<string> {
  const id = randomUUID();
  const event = { id, type, version: 1, payload: {}, occurredAt: '2027-01-01T12:00:00.000Z' };
  await users.sql`
    insert into users_jobs.job (name, data, source_name, source_id, source_output)
    values ('dead-letters', ${JSON.stringify(event)}::text::jsonb, ${queue}, ${id}::uuid, ${JSON.stringify({ error: 'AppError', code: 'runtime.unavailable' })}::text::jsonb)`;
  return id;
}

/** What an operator is told to do about the alert. */
const page = readFileSync(new URL('../../../../docs/how-to/alerts.md', import.meta.url), 'utf8');
const told = /### PlinthDeadLetters\n[\s\S]*?```sh\nplinth (.*)\n```/.exec(page)?.[1]?.split(' ') ?? [];

test('an operator sees what could not be delivered, and has it delivered by what the page of the alert says', { timeout: 60_000 }, async () => {
  const [one, other] = [await aDeadLetter(), await aDeadLetter()];
  const listed = await plinth('dead-letters', 'list', '--module', 'users');
  expect([listed.code, listed.errors]).toEqual([0, '']);
  const line = (id: string) => expect.stringMatching(new RegExp(`^${queue}  ${id}  ${type}  \\d{4}-\\S+Z  runtime\\.unavailable$`)) as string;
  const lines = listed.output.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(expect.arrayContaining([line(one), line(other)]));

  const sent = moduleNames.map((name) => `${name}: ${name === 'users' ? 1 : 0} sent again\n`).join('');
  expect(await plinth('dead-letters', 'resend', '--event', one)).toMatchObject({ code: 0, output: sent });
  await eventually(() => expect(delivered).toEqual([one]));
  expect(told).toContain(queue);
  expect(await plinth(...told)).toEqual({ code: 0, output: 'users: 1 sent again\n', errors: '' });
  await eventually(() => expect(delivered).toEqual([one, other]));
  expect(await plinth('dead-letters', 'list')).toMatchObject({ code: 0, output: 'No dead letters.\n' });
});

test('a module that this deployment does not have is said', async () => {
  const { code, errors } = await plinth('dead-letters', 'list', '--module', 'accounting');
  expect(code).toBe(1);
  expect(errors).toContain('MODULES does not name accounting; it names users, billing');
});
