import { type Metrics, startMetrics } from '@plinth/observability';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorld, type World } from './authorization/world.ts';
import { arrange, wrongBodies } from './fuzz/arranged.ts';
import { type Base, basesOf } from './fuzz/bases.ts';
import { followChains } from './fuzz/chains.ts';
import { exceedTraffic } from './fuzz/limited.ts';
import { fuzz, seedOfRun, subjectsOf } from './fuzz/run.ts';
import { askStrangely, seriesOf, strangeLabels } from './fuzz/series.ts';
import { aSession, collecting, type Session } from './fuzz/session.ts';
import { arrangeSituations } from './fuzz/situations.ts';

const seed = seedOfRun();
const least = profiled({ full: 20_000, short: 3_000 });
let world: World;
let session: Session;
let bases: Base[];
let metrics: Metrics;
beforeAll(async () => {
  metrics = startMetrics({ service: 'fuzz' });
  world = await aWorld();
  session = await aSession(world);
  bases = await basesOf(session);
});
afterAll(async () => {
  await world.close();
  await metrics.shutdown();
});

test('what is made, read, changed and read again is the same each time', async () => {
  const { chains, found } = await followChains(session, bases);
  expect(found).toEqual([]);
  expect(chains).toBeGreaterThanOrEqual(10);
});

test('every operation answers whatever comes as it documents, and with everything that it documents', async () => {
  const collected = collecting(session);
  const subjects = await subjectsOf(session);
  for (const base of bases) await arrange(collected, base);
  const found = await exceedTraffic(session, bases);
  if (least > 5000) for (const request of bases.flatMap(wrongBodies)) await collected.send(request);
  const requests = Math.ceil((least - session.coverage.requests) / bases.length);
  for (const base of bases) found.push(...(await fuzz(session, base, subjects, { seed, requests: Math.max(requests, 5) })));

  await arrangeSituations(collected, bases);
  found.push(...collected.findings);

  console.log(session.coverage.summary());
  expect([...new Set(found)]).toEqual([]);
  expect(session.coverage.requests).toBeGreaterThanOrEqual(least);
  expect(session.coverage.missing().size).toBeLessThanOrEqual(bases.length / 10);
});

test('what came made no label of a metric, and their number does not grow with more of it', async () => {
  const series = async () => seriesOf(await metrics.render());
  await askStrangely(session, bases);
  const before = await series();
  let asked = 0;
  for (let turn = 0; turn < 3; turn += 1) asked += await askStrangely(session, bases);
  const after = await series();

  const documented = session.contract.operations.reduce((sum, { responses }) => sum + Object.keys(responses).length, 0);
  console.log(`${after.size} series after ${session.coverage.requests} requests, ${before.size} before the last ${asked}; ${documented} documented statuses`);
  expect([...after].filter((one) => !before.has(one))).toEqual([]);
  expect(strangeLabels(after, session)).toEqual([]);
  expect([...after].filter((one) => one.startsWith('plinth_http_request_duration_seconds_count')).length).toBeGreaterThan(session.contract.operations.length);
});
