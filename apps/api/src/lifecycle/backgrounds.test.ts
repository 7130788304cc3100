import { createLogger } from '@plinth/observability';
import { expect, test, vi } from 'vitest';
import { createBackgrounds } from './backgrounds.ts';

const logger = createLogger({ level: 'silent', pretty: false, service: 'test' });

const aWorker = () => ({ start: vi.fn(async () => undefined), stop: vi.fn(async () => undefined) });

test('workers start when everything else is there, and the need is met from then on', async () => {
  const worker = aWorker();
  const answers = [false, true];
  const backgrounds = createBackgrounds([worker], [], logger);
  backgrounds.start(async () => answers.shift() ?? true);
  await expect(backgrounds.need.check()).rejects.toThrow('have not started');
  await vi.waitFor(() => expect(worker.start).toHaveBeenCalledTimes(1), { timeout: 3000 });
  await vi.waitFor(() => backgrounds.need.check());
  await backgrounds.stop();
  expect(worker.stop).toHaveBeenCalledTimes(1);
});

test('a worker that fails to start is started again', async () => {
  const worker = aWorker();
  worker.start.mockRejectedValueOnce(new Error('no database'));
  const backgrounds = createBackgrounds([worker], [], logger);
  backgrounds.start(async () => true);
  await vi.waitFor(() => backgrounds.need.check(), { timeout: 3000 });
  expect(worker.start).toHaveBeenCalledTimes(2);
  await backgrounds.stop();
});

test('a stop does not wait for what never comes', async () => {
  const worker = aWorker();
  const backgrounds = createBackgrounds([worker], [], logger);
  backgrounds.start(async () => false);
  const started = performance.now();
  await backgrounds.stop();
  expect(performance.now() - started).toBeLessThan(400);
  expect(worker.start).not.toHaveBeenCalled();
});
