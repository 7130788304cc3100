import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { createDatabase } from '@plinth/db';
import { createIds } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowCounts } from '../../../test/counts.ts';
import { anAddress, anonymousCall, createTestUsers, password, quickHasher, type TestUsers } from '../../../testing/index.ts';
import { type BreachList, createUsers, rangeBreachList, type Users, usersPermissions } from '../../index.ts';

let house: TestUsers;
let server: Server;
const asked: (string | undefined)[] = [];
let answer: 'list' | 'error' | 'nothing' = 'list';
const leaked = 'a password that was leaked';

beforeAll(async () => {
  house = await createTestUsers({ worker: false });
  const suffix = createHash('sha1').update(leaked).digest('hex').toUpperCase().slice(5);
  server = createServer((request, response) => {
    asked.push(request.url);
    if (answer === 'nothing') return;
    response.writeHead(answer === 'list' ? 200 : 503).end(`0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${suffix}:42\r\n011053FD0102E94D6AE2F8B83D76FAF94F6:0\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

let failures = 0;

async function withList(breachList: BreachList, work: (users: Users) => Promise<void>): Promise<void> {
  const { clock, config, database } = house;
  const pools = createDatabase('users', { url: database.url });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const onBreachListFailure = () => void (failures += 1);
  await work(createUsers({ database: pools, systemDatabase: pools, clock, ids: createIds(clock), logger, config, permissions: usersPermissions, hasher: quickHasher(), breachList, onBreachListFailure }));
  await pools.close();
}

const signUp = (users: Users, secret: string) => users.services.signUp({ email: anAddress(), password: secret, name: 'Ada' }, anonymousCall);
const list = () => rangeBreachList({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

test('4. a leaked password is refused, and the list learns five digits of its hash', async () => {
  answer = 'list';
  await withList(list(), async (users) => {
    // The first question pays for what is loaded with it.
    await signUp(users, password);
    asked.length = 0;
    const before = await rowCounts(house.sql);
    await expect(signUp(users, leaked)).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/password', code: 'password_breached' }] });
    expect(await rowCounts(house.sql)).toEqual(before);
    await signUp(users, password);
  });
  expect(asked).toHaveLength(2);
  for (const url of asked) expect(url).toMatch(/^\/range\/[0-9A-F]{5}$/);
});

test('4. a list that fails, or says nothing, keeps nobody out, costs a second at most and is counted', async () => {
  failures = 0;
  await withList(list(), async (users) => {
    answer = 'error';
    await signUp(users, leaked);
    expect(failures).toBe(1);
    answer = 'nothing';
    const started = performance.now();
    await signUp(users, leaked);
    expect(performance.now() - started).toBeGreaterThan(950);
    expect(failures).toBe(2);
  });
  await withList({ holds: () => new Promise(() => undefined) }, async (users) => {
    await signUp(users, leaked);
    expect(failures).toBe(3);
  });
});
