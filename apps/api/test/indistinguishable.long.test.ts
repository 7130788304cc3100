import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import { profiled } from '@plinth/vitest/long';
import { expect, test } from 'vitest';
import { areaBetween, pairsOf } from './indistinguishable/area.ts';
import { answerOf } from './indistinguishable/answer.ts';
import type { Route } from './indistinguishable/routes.ts';
import { aTrial, type Trial } from './indistinguishable/trial.ts';
import { exchange } from './load.ts';

/** Fewer than 200 would find differences where there are none once in a hundred runs. */
const rounds = profiled({ full: 300, short: 200 });
const warmUp = 20;
const leastDifference = 0.1;

const shuffled = <Item>(items: readonly Item[]): Item[] => {
  const left = [...items];
  return items.map(() => left.splice(randomInt(left.length), 1)[0]!);
};

interface Measured {
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Those that differ, of all classes. */
  readonly answers: ReadonlySet<string>;
}

/** One request of each class a round, in another order every time; those of the first class wait `plant` milliseconds more. */
async function measure({ url }: Trial, { path, classes }: Route, plant = 0): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = new Map(classes.map(({ name }) => [name, [] as number[]]));
  const answers = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const one of shuffled(classes)) {
      const headers = { 'x-plant': one === classes[0] ? String(plant) : '0' };
      const reply = await exchange(agent, `${url}${path}`, { method: 'POST', headers, body: JSON.stringify(one.body(round)) });
      answers.add(answerOf(reply));
      if (round >= warmUp) times.get(one.name)?.push(reply.ms);
    }
  }
  agent.destroy();
  return { times, answers };
}

const areasOf = ({ times }: Measured): { pair: string; area: number }[] =>
  pairsOf([...times]).map(([[one, of], [other, than]]) => ({ pair: `${one} / ${other}`, area: areaBetween(of, than) }));

function say(cost: string, route: string, areas: { pair: string; area: number }[]): void {
  for (const { pair, area } of areas) console.log(`${cost} cost, ${route}: ${pair} ${area.toFixed(3)}`);
}

/** Whether the same measurement finds 3 ms. Beside a hash of many milliseconds a busy machine can hide them, so it looks three times. */
async function findsPlanted(trial: Trial, route: Route, cost: string): Promise<boolean> {
  for (let turn = 0; turn < 3; turn += 1) {
    const planted = areasOf(await measure(trial, { ...route, classes: route.classes.slice(0, 2) }, 3));
    say(`3 ms planted, ${cost}`, route.name, planted);
    if (planted.some(({ area }) => Math.abs(area - 0.5) > leastDifference)) return true;
  }
  return false;
}

test.for(['minimum', 'full'] as const)('7, 8. nobody can tell who has an account, by the answer or by its time, at %s cost of a hash', async (cost) => {
  const trial = await aTrial(cost, rounds);
  const told: string[] = [];
  for (const route of trial.routes) {
    const measured = await measure(trial, route);
    expect([...measured.answers], `More than one answer on ${route.path}`).toEqual([expect.stringMatching(new RegExp(`^${route.status} `))]);
    const areas = areasOf(measured);
    say(cost, route.name, areas);
    told.push(...areas.filter(({ area }) => Math.abs(area - 0.5) > leastDifference).map(({ pair, area }) => `${route.name}: ${pair} ${area.toFixed(3)}`));
  }
  expect(told).toEqual([]);

  for (const route of trial.routes) expect([route.name, await findsPlanted(trial, route, cost)]).toEqual([route.name, true]);
});
