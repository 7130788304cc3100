import { expect, test } from 'vitest';
import { createIds, idSchema, idToUuid, uuidToId } from './ids.ts';

const at = (iso: string) => ({ now: () => new Date(iso) });

test('the specification’s own example is read and written', () => {
  expect(uuidToId('prefix', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe('prefix_01h455vb4pex5vsknk084sn02q');
  expect(idToUuid('prefix_01h455vb4pex5vsknk084sn02q')).toBe('01890a5d-ac96-774b-bcce-b302099a8057');
});

test('what is read is what was written, from the first number to the last', () => {
  for (const uuid of ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01890a5d-ac96-774b-bcce-b302099a8057']) expect(idToUuid(uuidToId('org', uuid))).toBe(uuid);
  for (let bit = 0; bit < 128; bit += 1) {
    const digits = (1n << BigInt(bit)).toString(16).padStart(32, '0');
    const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    expect(idToUuid(uuidToId('org', uuid))).toBe(uuid);
  }
});

test('an id carries its instant, the version and the variant of RFC 9562', () => {
  const uuid = idToUuid(createIds(at('2026-01-02T03:04:05.678Z'))('org'));
  expect(new Date(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toISOString()).toBe('2026-01-02T03:04:05.678Z');
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids made later sort later, and no two of one instant are equal', () => {
  const earlier = createIds(at('2026-01-01T00:00:00.000Z'));
  const later = createIds(at('2026-01-01T00:00:00.001Z'));
  expect(earlier('org') < later('org')).toBe(true);
  expect(new Set(Array.from({ length: 1000 }, () => earlier('org'))).size).toBe(1000);
});

test('every id of a prefix passes its schema', () => {
  const ids = createIds(at('2026-01-01T00:00:00.000Z'));
  expect(idSchema('acct').safeParse(ids('acct')).success).toBe(true);
});

test.each([
  ['another resource’s id', 'user_01h455vb4pex5vsknk084sn02q', 'Expected an id that starts with org_, this one starts with user_.'],
  ['a number past 128 bits', 'org_81h455vb4pex5vsknk084sn02q', 'Expected an id like org_01h2xcejqtf2nbrexx3vqjhp41.'],
  ['capital letters', 'org_01H455VB4PEX5VSKNK084SN02Q', 'Expected an id like org_01h2xcejqtf2nbrexx3vqjhp41.'],
  ['no string', 7, 'Expected an id like org_01h2xcejqtf2nbrexx3vqjhp41.'],
])('%s is refused by name', (_what, value, message) => {
  expect(idSchema('org').safeParse(value).error?.issues[0]?.message).toBe(message);
});
