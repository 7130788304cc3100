import { normalPassword } from '../rules/password-policy.ts';

let loaded: Promise<ReadonlySet<string>> | undefined;

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].map(normalPassword));
}

/**
 * The most common passwords, in their normal form: the list that zxcvbn ships (MIT), most common first, counted in leaks. It is
 * unpacked when the first password is judged, and asks no network.
 */
export const commonPasswords = (): Promise<ReadonlySet<string>> => (loaded ??= load());
