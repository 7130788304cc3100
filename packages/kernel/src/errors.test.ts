import { expect, test } from 'vitest';
import { AppError, defineErrors } from './errors.ts';

const errors = defineErrors('shop', {
  closed: { kind: 'conflict', message: 'The shop is closed.' },
  tooManyVisitors: { kind: 'rate_limited', message: 'Room for {places}; come back in {retryAfter} s.' },
});

test('an entry’s code is its module and its name, and its message holds its data', () => {
  const error = errors.tooManyVisitors({ places: 3, retryAfter: 60 });
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'shop.too_many_visitors',
    kind: 'rate_limited',
    message: 'Room for 3; come back in 60 s.',
    data: { places: 3, retryAfter: 60 },
    retryAfter: 60,
  });
  expect(errors.closed().retryAfter).toBeUndefined();
});

test('an entry can be documented without being thrown', () => {
  const { code, kind, template } = errors.closed;
  expect({ code, kind, template }).toEqual({ code: 'shop.closed', kind: 'conflict', template: 'The shop is closed.' });
});

test('data that the message does not name, and data left out, are type errors', () => {
  // @ts-expect-error: the message names no data
  expect(errors.closed({ reason: 'rain' }).code).toBe('shop.closed');
  // @ts-expect-error: places is missing
  expect(errors.tooManyVisitors({ retryAfter: 1 }).message).toContain('{places}');
});
