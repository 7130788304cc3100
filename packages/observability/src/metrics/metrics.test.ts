import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { meter, type Metrics, observeFigures, recordCall, recordEvent, recordRequest, startMetrics, timed } from '../index.ts';

let metrics: Metrics;
beforeEach(() => {
  metrics = startMetrics({ service: 'plinth', version: '1.2.3' });
});
afterEach(() => metrics.shutdown());

const call = { module: 'billing', operation: 'issueInvoice', kind: 'service' } as const;

function spin(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** The value of the one sample that has this name and these labels. */
async function sample(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const lines = (await metrics.render()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const found = lines.filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)));
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] === undefined ? undefined : Number(found[0].split(' ').at(-1));
}

describe('calls', () => {
  test('are counted and timed by module, operation, kind and outcome', async () => {
    recordCall({ ...call, outcome: 'ok' }, 0.004);
    recordCall({ ...call, outcome: 'ok' }, 0.3);
    recordCall({ ...call, outcome: 'conflict' }, 0.002);
    const ok = { ...call, outcome: 'ok' };
    expect(await sample('plinth_call_duration_seconds_count', ok)).toBe(2);
    expect(await sample('plinth_call_duration_seconds_sum', ok)).toBeCloseTo(0.304);
    expect(await sample('plinth_call_duration_seconds_bucket', { ...ok, le: '0.005' })).toBe(1);
    expect(await sample('plinth_call_duration_seconds_bucket', { ...ok, le: '0.5' })).toBe(2);
    expect(await sample('plinth_call_duration_seconds_count', { ...call, outcome: 'conflict' })).toBe(1);
  });

  test('are recorded by timed() as they end, and errors go on', async () => {
    expect(await timed(call, () => 'internal', () => Promise.resolve(7))).toBe(7);
    const failure = new Error('no');
    await expect(timed(call, (error) => (error === failure ? 'conflict' : 'internal'), () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await sample('plinth_call_duration_seconds_count', { outcome: 'ok' })).toBe(1);
    expect(await sample('plinth_call_duration_seconds_count', { outcome: 'conflict' })).toBe(1);
  });
});

test('requests are counted by route and status, and a client cannot make up labels', async () => {
  recordRequest({ method: 'GET', route: '/v1/me', status: 200 }, 0.01);
  for (let index = 0; index < 50; index++) recordRequest({ method: `M${index}`, route: undefined, status: 404 }, 0.001);
  expect(await sample('plinth_http_request_duration_seconds_count', { method: 'GET', route: '/v1/me', status: '200' })).toBe(1);
  expect(await sample('plinth_http_request_duration_seconds_count', { method: 'other', route: 'none', status: '404' })).toBe(50);
});

test('the process shows its memory, its processor time and its event loop', async () => {
  spin(60);
  await wait(60);
  const text = await metrics.render();
  expect(text).toMatch(/^target_info\{service_name="plinth",service_version="1\.2\.3"\} 1$/m);
  expect(text.match(/^nodejs_eventloop_delay_seconds\{statistic="(?:p50|p99|max)"\} [\d.e-]+$/gm)).toHaveLength(3);
  expect(await sample('process_memory_bytes', { kind: 'resident' })).toBeGreaterThan(1e7);
  expect(await sample('process_cpu_seconds_total')).toBeGreaterThan(0.05);
  expect(await sample('process_start_time_seconds')).toBeGreaterThan(1.7e9);
});

test('utilisation and delay are those since the last reading', async () => {
  await wait(50);
  spin(250);
  await wait(30);
  const busy = await metrics.render();
  await wait(200);
  const idle = await metrics.render();
  const [utilization, delay] = [/^nodejs_eventloop_utilization_ratio (.*)$/m, /^nodejs_eventloop_delay_seconds\{statistic="max"\} (.*)$/m];
  const read = (text: string, figure: RegExp): number => Number(figure.exec(text)?.[1]);
  expect(read(busy, delay)).toBeGreaterThan(0.24);
  expect(read(idle, delay)).toBeLessThan(0.24);
  expect(read(busy, utilization)).toBeGreaterThan(2 * read(idle, utilization));
});

test('instruments of other packages appear beside them, and one that fails hides no other', async () => {
  meter().createCounter('plinth_mails_total', { description: 'Mails sent.' }).add(2, { template: 'verify' });
  meter().createObservableGauge('plinth_broken', { description: 'Broken.' }).addCallback(() => { throw new Error('broken'); });
  expect(await sample('plinth_mails_total', { template: 'verify' })).toBe(2);
});

test('every metric has a help text, counters end in _total and gauges do not pose as summaries', async () => {
  recordCall({ ...call, outcome: 'ok' }, 1);
  recordRequest({ method: 'GET', route: '/v1/me', status: 200 }, 1);
  const text = await metrics.render();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  expect(types.length).toBeGreaterThanOrEqual(8);
  expect(types.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  expect(types.filter(({ name }) => !new RegExp(`^# HELP ${name} \\S`, 'm').test(text))).toEqual([]);
  expect(text).not.toMatch(/quantile=|description missing/);
});

test('after the end nothing is recorded, and a new start begins at nothing', async () => {
  recordCall({ ...call, outcome: 'ok' }, 1);
  await metrics.shutdown();
  recordCall({ ...call, outcome: 'ok' }, 1);
  metrics = startMetrics({ service: 'plinth' });
  expect(await sample('plinth_call_duration_seconds_count')).toBeUndefined();
  recordCall({ ...call, outcome: 'ok' }, 1);
  expect(await sample('plinth_call_duration_seconds_count')).toBe(1);
});

test('two starts at once are refused', () => {
  expect(() => startMetrics({ service: 'plinth' })).toThrow('started already');
});

describe('figures', () => {
  const descriptions = { plinth_waiting: 'What waits.' };

  test('are read with the metrics, several readers beside each other, until they end', async () => {
    const ends = ['users', 'billing'].map((module, value) => observeFigures(descriptions, () => [{ name: 'plinth_waiting', value, labels: { module } }]));
    expect([await sample('plinth_waiting', { module: 'users' }), await sample('plinth_waiting', { module: 'billing' })]).toEqual([0, 1]);
    ends[0]?.();
    expect([await sample('plinth_waiting', { module: 'users' }), await sample('plinth_waiting', { module: 'billing' })]).toEqual([undefined, 1]);
    ends[1]?.();
  });

  test('that fail or come late are left out, hold up nobody and are not asked for twice at once', async () => {
    let asked = 0;
    const never = observeFigures(descriptions, () => new Promise(() => (asked += 1)));
    const broken = observeFigures({ plinth_broken: 'Broken.' }, () => Promise.reject(new Error('broken')));
    const started = performance.now();
    const [text] = await Promise.all([metrics.render(), metrics.render()]);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    expect(text).not.toMatch(/^plinth_(?:waiting|broken)\b/m);
    expect(asked).toBe(1);
    never();
    broken();
  });
});

test('events are counted by their type', async () => {
  recordEvent('users.organization_created');
  recordEvent('users.organization_created');
  expect(await sample('plinth_events_published_total', { event: 'users.organization_created' })).toBe(2);
});
