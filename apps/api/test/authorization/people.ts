import type { Driver } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import type { Users } from '@plinth/users';

export interface Person {
  readonly id: Id<'user'>;
  readonly email: string;
  readonly token: string;
}

export const password = 'correct horse battery staple';

interface Wanted {
  readonly users: Users;
  readonly sql: Driver;
  readonly email: string;
  readonly operator: boolean;
  /** True for one more session of somebody. */
  readonly exists?: boolean;
}

/** A verified user with a session, made without mails. */
export async function aPerson({ users, sql, email, operator, exists = false }: Wanted): Promise<Person> {
  if (!exists) {
    const { id } = await users.services.createOperator({ email, password }, { actor: { type: 'system', name: 'test' } });
    if (!operator) await sql`update users.users set operator = false where id = ${idToUuid(id)}`;
  }
  const { token, user } = await users.services.signIn({ email, password }, { actor: { type: 'anonymous' } });
  return { id: user.id, email, token };
}
