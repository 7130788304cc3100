let loaded: Promise<ReadonlySet<string>> | undefined;

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/**
 * The most common passwords, in lower case: the list that zxcvbn ships (MIT), counted in leaks, most common first. It is unpacked
 * when the first password is judged, and asks no network.
 */
export const commonPasswords = (): Promise<ReadonlySet<string>> => (loaded ??= load());
