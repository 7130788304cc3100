import { readdirSync, readFileSync } from 'node:fs';
import type { EventDefinition } from '@plinth/module';
import { expect, test } from 'vitest';
import { workshopEvents } from './events.ts';

const folder = new URL('../events/', import.meta.url);
const known: EventDefinition[] = Object.values<EventDefinition>({ ...workshopEvents });

const published = readdirSync(folder).map((name) => {
  const [, type = '', version = ''] = /^(.+)\.(\d+)\.json$/.exec(name) ?? [];
  return { type, version: Number(version), payload: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown };
});

test('every version of an event that was ever published is still read as it was', () => {
  expect(published.length).toBeGreaterThanOrEqual(1);
  for (const { type, payload } of published) {
    const event = known.find((candidate) => candidate.type === type);
    expect([type, event?.payload.parse(payload)]).toEqual([type, payload]);
  }
});

test('every event has a golden file of its version', () => {
  const names = published.map(({ type, version }) => `${type}.${version}`);
  expect(names).toEqual(expect.arrayContaining(known.map(({ type, version }) => `${type}.${version}`)));
});
