import { expect, test } from 'vitest';
import { testClock } from '@plinth/testing';
import { aShelf } from '../../test/shelf.ts';

test('the key set may be kept for five minutes, and is not read more often', async () => {
  const clock = testClock();
  let reads = 0;
  const { server } = await aShelf({ clock, getKeySet: async () => ({ keys: [{ kid: String((reads += 1)) }] }) });
  const ask = () => server.inject('/.well-known/jwks.json');
  const first = await ask();
  expect([first.statusCode, first.headers['content-type'], first.headers['cache-control'], first.json()]).toEqual([200, 'application/jwk-set+json; charset=utf-8', 'public, max-age=300', { keys: [{ kid: '1' }] }]);
  clock.advance({ milliseconds: 299_999 });
  expect((await ask()).json()).toEqual({ keys: [{ kid: '1' }] });
  clock.advance({ milliseconds: 1 });
  expect((await ask()).json()).toEqual({ keys: [{ kid: '2' }] });
});
