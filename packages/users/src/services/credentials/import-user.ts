import { requestErrors, requireOperator } from '@plinth/kernel';
import type { UsersContext } from '../../context.ts';
import type { ImportUser } from '../../contract/credentials.ts';
import type { Person } from '../../contract/people.ts';
import { usersErrors } from '../../errors.ts';
import { canonicalAddress } from '../../rules/email-address.ts';
import { makeUser } from '../make-user.ts';

const unknownHash = { pointer: '/passwordHash', code: 'password_hash_unknown', message: 'Argon2, bcrypt, scrypt or PBKDF2, at a cost that can be verified.' };

/** Makes a user of an earlier system, with the password that they have there. The address is taken on the word of whoever imports. */
export async function importUser(context: UsersContext, { email, name, passwordHash }: ImportUser): Promise<Person> {
  requireOperator(context.actor);
  if (!context.hasher.understands(passwordHash)) throw requestErrors.invalid([unknownHash]);
  const made = await makeUser(context, { canonical: canonicalAddress(email), asTyped: email, name, operator: false, passwordHash });
  if (!made) throw usersErrors.emailTaken();
  return made;
}
