import { testClock } from '@plinth/testing';
import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';

const path = '/.well-known/security.txt';

test('it names whom to tell, and expires in the future however long the process runs', async () => {
  const clock = testClock();
  const { server } = await aShelf({ clock, security: { contacts: ['mailto:security@example.com', 'https://example.com/report'], policy: 'https://example.com/policy' } });
  for (const days of [0, 400]) {
    clock.advance({ hours: days * 24 });
    const answer = await server.inject(path);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(answer.body).toMatch(/^Contact: mailto:security@example\.com\nContact: https:\/\/example\.com\/report\nExpires: .+\nPreferred-Languages: en\nPolicy: https:\/\/example\.com\/policy\n$/);
    const expires = Date.parse(/Expires: (.+)/.exec(answer.body)?.[1] ?? '') - clock.now().getTime();
    expect(Math.round(expires / 86_400_000)).toBeGreaterThanOrEqual(179);
    expect(Math.round(expires / 86_400_000)).toBeLessThanOrEqual(180);
  }
});

test('where nobody is named there is no such page', async () => {
  const { server } = await aShelf();
  expect((await server.inject(path)).statusCode).toBe(404);
});
