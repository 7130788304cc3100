import { idToUuid } from '@plinth/kernel';
import { createTestDatabase, eventually } from '@plinth/testing';
import { onTestFinished } from 'vitest';
import { migrations } from '../../src/databases.ts';
import { startDevelopment, startProcess } from '../api-process.ts';
import { codeIn, password, send } from '../client.ts';
import { aPopulation, type Originals } from './population.ts';
import { type Route, routesOf } from './routes.ts';

export interface Trial {
  /** With `/v1`. */
  readonly url: string;
  readonly routes: readonly Route[];
}

/** Nobody is held but who is held by hand. */
const guardsRaised = { SIGN_IN_FAILURES_PER_ACCOUNT: '1000000', SIGN_IN_FAILURES_PER_CLIENT: '1000000', MAILS_PER_ADDRESS: '1000000' };

async function theOriginals(url: string, mails: string): Promise<Originals> {
  const [user, waiting] = ['original@example.com', 'nobody-yet@example.com'];
  const mailTo = (email: string) =>
    eventually(async () => {
      const { body } = await send<{ data: { text: string }[] }>(`${mails}/dev/mail.json?to=${email}`, 'GET');
      if (!body.data[0]) throw new Error(`No mail to ${email}.`);
      return body.data[0].text;
    }, 90_000);

  for (const email of [user, waiting]) await send(`${url}/auth/sign-up`, 'POST', { body: { email, password, name: 'Ada' } });
  const { body } = await send<{ token: string }>(`${url}/auth/verify-email`, 'POST', { body: { email: user, code: codeIn(await mailTo(user)) } });
  await mailTo(waiting);
  const made = await send<{ id: string }>(`${url}/organizations`, 'POST', { token: body.token, body: { name: 'Engines' } });
  return { user, waiting, organizationId: idToUuid(made.body.id) };
}

/** The API in one process, its worker and the mail server in another, and `count` addresses of every kind; ended with the test. */
export async function aTrial(cost: 'full' | 'minimum', count: number): Promise<Trial> {
  const database = await createTestDatabase({ sets: migrations, name: 'indistinguishable' });
  onTestFinished(() => database.close());
  const variables = { DATABASE_URL: database.url, ...guardsRaised };
  const worker = await startDevelopment({ ...variables, MIGRATION_DATABASE_URL: database.migrationUrl });
  onTestFinished(async () => {
    await worker.end('SIGKILL');
  });
  const api = await startProcess(['test/indistinguishable/server.ts', cost], { NODE_ENV: 'test', ...variables });
  onTestFinished(async () => {
    await api.end('SIGKILL');
  });
  const url = `${api.url}/v1`;
  const population = await aPopulation(database.driver('users'), await theOriginals(url, worker.url), count);
  return { url, routes: routesOf(population) };
}
