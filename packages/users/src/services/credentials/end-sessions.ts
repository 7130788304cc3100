import { compileWrite } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { and, eq, ne } from 'drizzle-orm';
import type { UsersContext } from '../../context.ts';
import { sessions } from '../../db/schema.ts';

const { id, userId } = sessions;

const endAll = compileWrite({ userId }, (q, p) => q.delete(sessions).where(eq(userId, p.userId)));
const endOthers = compileWrite({ id, userId }, (q, p) => q.delete(sessions).where(and(eq(userId, p.userId), ne(id, p.id))));

/** Ends every session of a user. */
export async function endSessionsOf({ tx }: Pick<UsersContext, 'tx'>, user: Id<'user'>): Promise<void> {
  await tx.enter(idToUuid(user));
  await tx.run(endAll, { userId: user });
}

/** Ends every session of the caller but this one. */
export async function endOtherSessions({ tx }: Pick<UsersContext, 'tx'>, user: Id<'user'>, kept: Id<'sess'>): Promise<void> {
  await tx.run(endOthers, { userId: user, id: kept });
}
