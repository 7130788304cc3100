import { readConfig } from '@plinth/config';
import { expect, test } from 'vitest';
import { moduleNames } from '../modules.ts';
import { topologyConfig } from './config.ts';
import { topologyOf } from './topology.ts';

const [one, other] = ['first-key-of-the-service-0123456789', 'second-key-of-the-service-0123456789'] as const;
const of = (variables: Record<string, string>) => topologyOf(readConfig([topologyConfig], { NODE_ENV: 'test', ...variables }).topology);

test('without a word a process does everything, by itself', () => {
  expect(of({})).toEqual({ hosted: moduleNames, http: true, work: { jobs: true, schedules: true }, remotes: {}, internal: undefined });
});

test('a module that is left out is called where it is', () => {
  const others = moduleNames.filter((name) => name !== 'users');
  const topology = of({ MODULES: others.join(), USERS_URL: 'https://users.internal:4000', INTERNAL_PORT: '4000', SERVICE_KEY: `${one}, ${other}` });
  expect(topology).toMatchObject({
    hosted: others,
    remotes: { users: { url: 'https://users.internal:4000', issuer: others.join(' '), keys: [one, other] } },
    internal: { port: 4000, keys: [one, other] },
  });
});

test.each([
  ['http', { http: true, work: undefined }],
  ['worker', { http: false, work: { jobs: true, schedules: false } }],
  ['scheduler', { http: false, work: { jobs: false, schedules: true } }],
  ['http,scheduler', { http: true, work: { jobs: false, schedules: true } }],
])('the role %s', (roles, does) => {
  expect(of({ ROLES: roles })).toMatchObject(does);
});

test.each([
  [{ MODULES: 'users' }, [/BILLING_URL +is required where MODULES leaves billing out/, /SERVICE_KEY +is required to call/]],
  [{ INTERNAL_PORT: '4000' }, [/SERVICE_KEY +is required where INTERNAL_PORT is set/]],
  [{ MODULES: 'users,users' }, ['Each module once.']],
  [{ MODULES: 'nobody' }, ['MODULES']],
  [{ ROLES: 'cron' }, ['ROLES']],
  [{ SERVICE_KEY: 'short' }, ['SERVICE_KEY']],
  [{ USERS_URL: 'users:4000' }, ['USERS_URL']],
] satisfies [Record<string, string>, (string | RegExp)[]][])('%o is refused, and each variable is named', (variables, words) => {
  for (const word of words) expect(() => of(variables)).toThrow(word);
});
