import type { Database, Reader, Tx } from '@plinth/db';
import { compile, compileWrite, text } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { Call, InputOf, Module, OutputOf, Peer } from './index.ts';
import type { notesContract } from '../test/notes.ts';

// Compiled with the package, never run: each illegal use below must stay an error of the compiler.
const read = compile({ name: text }, (_q, p) => sql<{ one: number }>`select ${p.name}`);
const write = compileWrite({ name: text }, (_q, p) => sql<{ one: number }>`select ${p.name}`);

export async function illegal(
  database: Database<'users'>, reader: Reader<'users'>, users: Tx<'users'>, billing: Tx<'billing'>, module: Module<typeof notesContract>, call: Call,
): Promise<void> {
  const inBilling = (tx: Tx<'billing'>): Promise<unknown> => tx.run(write, { name: 'x' });
  const readsBilling = (db: Reader<'billing'>): Promise<unknown> => db.run(read, { name: 'x' });
  await inBilling(billing);
  await readsBilling(billing);
  // @ts-expect-error: a pool is no transaction
  await inBilling(database);
  // @ts-expect-error: a reader is no transaction
  await inBilling(reader);
  // @ts-expect-error: another module's transaction
  await inBilling(users);
  // @ts-expect-error: another module's reader
  await readsBilling(reader);
  // @ts-expect-error: a write through a reader
  await reader.run(write, { name: 'x' });
  // @ts-expect-error: a parameter of another type
  await reader.run(read, { name: 1 });
  // @ts-expect-error: a service without a call
  await module.services.write({ ownerId: 'org_1', text: 'x' });
  // @ts-expect-error: an input that the contract does not know
  await module.services.write({ ownerId: 'org_1', body: 'x' }, call);
  const input: InputOf<typeof notesContract.services.write> = { ownerId: 'org_1', text: 'x' };
  const output: OutputOf<typeof notesContract.services.write> = await module.services.write(input, call);
  const peer: Peer = module;
  await peer.receive({ subscriber: output.id, event: { id: '', type: '', version: 1, payload: {}, occurredAt: '' } }, call);
}
