import { compile } from '@plinth/db';
import { accessErrors, idSchema, requireUser } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { Me } from '../contract/people.ts';
import { emailAddresses, people } from '../db/schema.ts';

const userId = idSchema('user');

const person = compile({ id: people.id }, (q, { id }) =>
  q
    .select({ id: people.id, email: emailAddresses.asTyped, name: people.name, createdAt: people.createdAt, version: people.version })
    .from(people)
    .innerJoin(emailAddresses, eq(emailAddresses.userId, people.id))
    .where(eq(people.id, id)),
);

/** The signed-in user. */
export async function getMe({ db, actor }: UsersReadContext): Promise<Me> {
  const [row] = await db.run(person, { id: userId.parse(requireUser(actor).userId) });
  if (!row) throw accessErrors.unauthenticated();
  return { ...row, createdAt: row.createdAt.toISOString() };
}
