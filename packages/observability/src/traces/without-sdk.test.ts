import { expect, test } from 'vitest';
import { currentTraceparent, startTracing, stopProcessTracing, traced, withTraceparent } from '../index.ts';

test('without an SDK work is done as if nothing were around it', async () => {
  const failure = new Error('no');
  expect(await traced('work', { a: 1 }, (span) => Promise.resolve(span.setAttribute('b', 2).isRecording()))).toBe(false);
  await expect(traced('work', {}, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(withTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', () => 7)).toBe(7);
  expect(currentTraceparent()).toBeUndefined();
});

test('a thenable that is not a promise is awaited', async () => {
  const query: PromiseLike<number> = { then: (resolve, reject) => Promise.resolve(3).then(resolve, reject) };
  expect(await traced('query', {}, () => query)).toBe(3);
});

test('without an endpoint nothing starts, and there is nothing to stop', async () => {
  const stop = await startTracing({ endpoint: undefined, sampleRatio: 1, serviceName: 'plinth' });
  await stop();
  await stopProcessTracing();
  expect(await traced('work', {}, (span) => Promise.resolve(span.isRecording()))).toBe(false);
});
