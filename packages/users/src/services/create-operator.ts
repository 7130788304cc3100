import { accessErrors } from '@plinth/kernel';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { CreateOperator, Person } from '../contract/people.ts';
import { usersErrors } from '../errors.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { hashChosenPassword } from './credentials/new-password.ts';
import { makeUser } from './make-user.ts';

/** Whoever runs the deployment's commands, and nobody over HTTP. */
export async function prepareOperator(context: UsersReadContext, { email, password }: CreateOperator): Promise<string> {
  const { actor } = context;
  if (actor.type === 'anonymous') throw accessErrors.unauthenticated();
  if (actor.type !== 'system') throw accessErrors.forbidden({ permission: 'system' });
  return hashChosenPassword(context, { password, address: email });
}

/** Makes a verified user who operates the deployment; the address is taken on the word of whoever runs the command. */
export async function createOperator(context: UsersContext, { email, name = 'Operator' }: CreateOperator, passwordHash: string): Promise<Person> {
  const made = await makeUser(context, { canonical: canonicalAddress(email), asTyped: email, name, operator: true, passwordHash });
  if (!made) throw usersErrors.emailTaken();
  return made;
}
