import { text } from 'node:stream/consumers';
import type { Users } from '@plinth/users';

/** Makes a verified user who operates the deployment; the password is the first line of standard input. */
export async function createOperator(users: Users, email: string, input: NodeJS.ReadableStream): Promise<string> {
  const password = (await text(input)).split(/\r?\n/, 1)[0] ?? '';
  const operator = await users.services.createOperator({ email, password }, { actor: { type: 'system', name: 'cli' } });
  return operator.id;
}
