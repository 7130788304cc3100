import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorld, type World } from './authorization/world.ts';
import { arrange, wrongBodies } from './fuzz/arranged.ts';
import { type Base, basesOf } from './fuzz/bases.ts';
import { followChains } from './fuzz/chains.ts';
import { exceedTraffic } from './fuzz/limited.ts';
import { fuzz, seedOfRun, subjectsOf } from './fuzz/run.ts';
import { aSession, collecting, type Session } from './fuzz/session.ts';
import { arrangeSituations } from './fuzz/situations.ts';

const seed = seedOfRun();
const least = profiled({ full: 20_000, short: 3_000 });
let world: World;
let session: Session;
let bases: Base[];
beforeAll(async () => {
  world = await aWorld();
  session = await aSession(world);
  bases = await basesOf(session);
});
afterAll(() => world.close());

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
