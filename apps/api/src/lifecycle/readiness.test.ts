import { expect, test } from 'vitest';
import { createReadiness } from './readiness.ts';

test('all needs are asked at once, and who asks meanwhile shares the answer', async () => {
  let asked = 0;
  const slow = {
    name: 'slow',
    check: async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('not yet');
    },
  };
  const readiness = createReadiness([slow, { name: 'there', check: () => Promise.resolve() }]);
  const answers = await Promise.all([readiness.lacks(), readiness.lacks(), readiness.lacks()]);
  expect(answers.map((lacks) => lacks.map(({ name }) => name))).toEqual([['slow'], ['slow'], ['slow']]);
  expect(asked).toBe(1);
  await readiness.lacks();
  expect(asked).toBe(2);
});

test('a need that does not answer is missing', async () => {
  const readiness = createReadiness([{ name: 'silent', check: () => new Promise(() => undefined) }]);
  expect(await readiness.lacks()).toMatchObject([{ name: 'silent', reason: new Error('No answer within 2 s.') }]);
});
