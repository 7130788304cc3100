import { arrayOf, compile, compileWrite, createDatabase, instantColumn, text, typedId } from '@plinth/db';
import { type Actor, createIds, defineErrors, idToUuid, requirePermission } from '@plinth/kernel';
import { createTestDatabase, testClock } from '@plinth/testing';
import { sql } from 'drizzle-orm';
import { pgSchema, text as textColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import {
  type Call, createModule, defineContract, defineEvents, type InputOf, moduleMigrations, type Observer, operation, type OutputOf, type ReadContext, refuse, type Refusal, secret, service,
  type ServiceContext, subscriber,
} from '../src/index.ts';

/** A module small enough to read at a glance, with one of everything that the runtime does. */
export const notesErrors = defineErrors('notes', {
  notFound: { kind: 'not_found', message: 'No note {noteId}.' },
  refused: { kind: 'conflict', message: 'Refused, and remembered.' },
  undeclared: { kind: 'conflict', message: 'No contract declares this.' },
});

export const notesEvents = defineEvents('notes', { written: { version: 1, payload: z.strictObject({ noteId: z.string() }) } });

const note = z.strictObject({ id: z.string(), ownerId: z.string(), text: z.string() });

export const notesContract = defineContract('notes', {
  services: {
    write: operation({ input: z.strictObject({ ownerId: z.string(), text: z.string().max(50) }), output: note, errors: [notesErrors.notFound] }),
    refuseNote: operation({ input: z.strictObject({ ownerId: z.string() }), output: z.null(), errors: [notesErrors.refused] }),
    fail: operation({ input: z.strictObject({ ownerId: z.string() }), output: z.null() }),
    issueKey: operation({ input: z.strictObject({ ownerId: z.string() }), output: z.strictObject({ name: z.string(), key: secret(z.string()) }) }),
    edit: operation({ input: z.strictObject({ ownerId: z.string(), at: z.int() }), output: z.null() }),
    editBlindly: operation({ input: z.strictObject({ ownerId: z.string() }), output: z.null() }),
    meet: operation({ input: z.strictObject({ first: z.string(), second: z.string() }), output: z.null() }),
  },
  selectors: {
    list: operation({ input: z.strictObject({}), output: z.array(note) }),
    undeclared: operation({ input: z.strictObject({}), output: z.null() }),
  },
  subscribers: { copy: notesEvents.written },
});

type Note = OutputOf<typeof notesContract.services.write>;
type Context = ServiceContext<'notes'> & Deps;

interface Deps {
  /** Called in the `before` step, with what it would call another module with, and in the middle of a service. */
  readonly probe: (point: string, onward?: Call) => Promise<void>;
}

const notes = pgSchema('notes').table('notes', {
  id: typedId('note')('id').primaryKey(),
  ownerId: textColumn('owner_id').notNull(),
  text: textColumn('text').notNull(),
  createdAt: instantColumn('created_at').notNull(),
});
const { id, ownerId, text: body, createdAt } = notes;

const insertNote = compileWrite({ id, ownerId, text: body, createdAt }, (q, row) => q.insert(notes).values(row));
// No filter on purpose: row-level security alone stands between owners.
const allNotes = compile({}, (q) => q.select({ id, ownerId, text: body }).from(notes).orderBy(id));
const lockNotes = compileWrite({ ids: arrayOf(id) }, (_q, p) => sql`select 1 from notes.notes where id = any(${p.ids}::uuid[]) for update`);
const readSetting = compile({ name: text }, (_q, p) => sql<{ value: string | null }>`select current_setting(${p.name}, true) as value`);

async function write({ tx, ids, clock, actor, publish, probe }: Context, input: InputOf<typeof notesContract.services.write>): Promise<Note> {
  requirePermission(actor, 'notes:write', input.ownerId, () => notesErrors.notFound({ noteId: '' }));
  const row = { ...input, id: ids('note') };
  await tx.run(insertNote, { ...row, createdAt: clock.now() });
  publish(notesEvents.written, { noteId: row.id });
  await probe('written');
  return row;
}

async function lockBoth({ tx, probe }: Context, { first, second }: InputOf<typeof notesContract.services.meet>): Promise<null> {
  await tx.run(lockNotes, { ids: [first as `note_${string}`] });
  await probe('holding one');
  await tx.run(lockNotes, { ids: [second as `note_${string}`] });
  return null;
}

const migrations = moduleMigrations('notes', new URL('./migrations/', import.meta.url));

export const member = (...owners: string[]): Actor => ({
  type: 'user', userId: `user of ${owners.join()}`, sessionId: 'sess_1', authenticatedAt: '2026-01-01T00:00:00.000Z', factors: ['password'],
  operator: false, grants: owners.map((owner) => ({ ownerId: owner, permissions: ['notes:write'] })),
});

export const callBy = (actor: Actor, more: Partial<Call> = {}): Call => ({ actor, ...more });

export async function aNotesModule(probe: Deps['probe'] = () => Promise.resolve(), observer: Observer = {}) {
  const testDatabase = await createTestDatabase({ sets: migrations, name: 'notes' });
  const clock = testClock();
  const database = createDatabase('notes', { url: testDatabase.url });
  const module = createModule(notesContract, {
    database,
    clock,
    ids: createIds(clock),
    logger: silent,
    observer,
    deps: { probe },
    rehearse: true,
    scopeOf: (actor) => ('grants' in actor ? actor.grants.map((grant) => grant.ownerId) : []),
    services: {
      write: service(write, {
        before: ({ probe: report, onward }: ReadContext<'notes'> & Deps) => report('before', onward),
        audit: ({ input, output }) => ({ ...(output && { target: output.id }), details: { text: input.text } }),
      }),
      refuseNote: service(async ({ tx, ids, clock: time }: Context, input: { ownerId: string }): Promise<null | Refusal> => {
        await tx.run(insertNote, { id: ids('note'), ownerId: input.ownerId, text: 'a trace', createdAt: time.now() });
        return refuse(notesErrors.refused());
      }),
      fail: service(async ({ tx, ids, clock: time }: Context, input: { ownerId: string }): Promise<null> => {
        await tx.run(insertNote, { id: ids('note'), ownerId: input.ownerId, text: 'lost', createdAt: time.now() });
        throw new Error('The service broke.');
      }),
      issueKey: service(async (_context: Context, input: { ownerId: string }): Promise<OutputOf<typeof notesContract.services.issueKey>> => ({ name: input.ownerId, key: 'plk_secret' })),
      edit: service(async ({ requireVersion }: Context, { at }: { at: number }) => {
        requireVersion(at);
        return null;
      }),
      editBlindly: service(async () => null),
      meet: service(lockBoth),
    },
    selectors: {
      list: ({ db }: ReadContext<'notes'> & Deps) => db.run(allNotes, {}),
      undeclared: () => Promise.reject(notesErrors.undeclared()),
    },
    subscribers: {
      copy: subscriber(async ({ tx, ids, clock: time }: Context, { noteId }: { noteId: string }) => {
        await tx.enter('org_copies');
        await tx.run(insertNote, { id: ids('note'), ownerId: 'org_copies', text: `copy of ${noteId}`, createdAt: time.now() });
      }),
    },
  });
  const close = async (): Promise<void> => {
    await module.worker.stop();
    await database.close();
    await testDatabase.close();
  };
  return { ...module, database, clock, all: testDatabase.driver('notes'), url: testDatabase.url, readSetting, idToUuid, close };
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
