import { compileWrite } from '@plinth/db';
import { idSchema, requireSession } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import { sessions } from '../db/schema.ts';

const sessionId = idSchema('sess');

const endSession = compileWrite({ id: sessions.id }, (q, { id }) => q.delete(sessions).where(eq(sessions.id, id)));

/** Ends the caller's own session. */
export async function signOut({ tx, actor }: UsersContext): Promise<Nothing> {
  await tx.run(endSession, { id: sessionId.parse(requireSession(actor).sessionId) });
  return {};
}
