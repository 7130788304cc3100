import { expect, test } from 'vitest';
import { createSealer } from './sealing.ts';

const [one, two] = [{ version: 1, key: 'a-key-of-thirty-two-characters-one' }, { version: 2, key: 'a-key-of-thirty-two-characters-two' }];
const plain = Buffer.from('what nobody may read');

test('what is sealed opens under the same key and context alone', () => {
  const sealed = createSealer([one]).seal(plain, 'row 1');
  expect(createSealer([one]).open(sealed, 'row 1')).toEqual(plain);
  expect(createSealer([one]).open(sealed, 'row 2')).toBeUndefined();
  expect(createSealer([{ ...one, key: two.key }]).open(sealed, 'row 1')).toBeUndefined();
  expect(createSealer([two]).open(sealed, 'row 1')).toBeUndefined();
  expect(Buffer.from(sealed).includes(plain)).toBe(false);
});

test('a change of any byte, and anything too short, opens nothing', () => {
  const sealer = createSealer([one]);
  const sealed = Buffer.from(sealer.seal(plain, 'row'));
  expect(sealed.length).toBe(2 + 12 + plain.length + 16);
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(sealer.open(changed, 'row')).toBeUndefined();
  }
  expect(sealer.open(sealed.subarray(0, 20), 'row')).toBeUndefined();
  expect(sealer.open(Buffer.alloc(0), 'row')).toBeUndefined();
});

test('the highest version seals, and the others still open', () => {
  const before = createSealer([one]).seal(plain, 'row');
  const both = createSealer([two, one]);
  expect(both.open(before, 'row')).toEqual(plain);
  expect(Buffer.from(both.seal(plain, 'row')).readUInt16BE()).toBe(2);
  expect(createSealer([two]).open(both.seal(plain, 'row'), 'row')).toEqual(plain);
});
