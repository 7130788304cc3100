import { afterAll, beforeAll, expect, test } from 'vitest';
import { aNotesModule, callBy, member } from '../test/notes.ts';

let notes: Awaited<ReturnType<typeof aNotesModule>>;
beforeAll(async () => {
  notes = await aNotesModule();
});
afterAll(() => notes.close());

const expecting = (...expectedVersions: number[]) => callBy(member('org_a'), { expectedVersions });

test('a change at a version that the caller expects goes through, and so does one that expects none', async () => {
  await expect(notes.services.edit({ ownerId: 'org_a', at: 3 }, expecting(2, 3))).resolves.toBeNull();
  await expect(notes.services.edit({ ownerId: 'org_a', at: 3 }, callBy(member('org_a')))).resolves.toBeNull();
});

test('a change at any other version is refused and says where it is now', async () => {
  const refused = { kind: 'precondition_failed', code: 'request.precondition_failed', data: { version: 4 } };
  await expect(notes.services.edit({ ownerId: 'org_a', at: 4 }, expecting(3))).rejects.toMatchObject(refused);
  await expect(notes.services.edit({ ownerId: 'org_a', at: 4 }, expecting())).rejects.toMatchObject(refused);
});

test('a service that compares nothing cannot lose a precondition: it fails', async () => {
  await expect(notes.services.editBlindly({ ownerId: 'org_a' }, expecting(3))).rejects.toThrow('notes.editBlindly compares no version');
  await expect(notes.services.editBlindly({ ownerId: 'org_a' }, callBy(member('org_a')))).resolves.toBeNull();
});
