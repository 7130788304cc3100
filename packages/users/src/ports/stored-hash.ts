/** A secret that is hashed with every password and kept outside the database. */
export interface Pepper {
  readonly version: number;
  readonly key: string;
}

/** `3:a-long-random-key`, as the configuration has it. */
export function parsePepper(text: string): Pepper {
  const split = text.indexOf(':');
  return { version: Number(text.slice(0, split)), key: text.slice(split + 1) };
}

const argon2id = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)(?:,keyid=([\w+/]+))?(\$.*)$/;

export interface StoredHash {
  /** As libraries read it, without the version of the pepper. */
  readonly bare: string;
  readonly pepperVersion: number | undefined;
}

/**
 * The version of the pepper stands in the hash, as `keyid`: the parameter that the PHC string format has for a key that the
 * string does not hold.
 */
export function readHash(hash: string): StoredHash {
  const [, memory, passes, lanes, keyid, rest] = argon2id.exec(hash) ?? [];
  if (keyid === undefined) return { bare: hash, pepperVersion: undefined };
  const version = Number(Buffer.from(keyid, 'base64').toString());
  return { bare: `$argon2id$v=19$m=${memory ?? ''},t=${passes ?? ''},p=${lanes ?? ''}${rest ?? ''}`, pepperVersion: version };
}

/** The hash with the version of its pepper in it. */
export function markPepper(hash: string, { version }: Pepper): string {
  const keyid = Buffer.from(String(version)).toString('base64').replaceAll('=', '');
  return hash.replace(/,p=(\d+)\$/, `,p=$1,keyid=${keyid}$$`);
}

export interface WantedHash {
  readonly memory: number;
  readonly passes: number;
  readonly pepperVersion: number | undefined;
}

/** False for a hash that is weaker than what is wanted, of another kind, or under an older pepper. */
export function isCurrentHash(hash: string, wanted: WantedHash): boolean {
  const [, memory, passes] = argon2id.exec(hash) ?? [];
  return memory !== undefined && Number(memory) >= wanted.memory && Number(passes) >= wanted.passes && readHash(hash).pepperVersion === wanted.pepperVersion;
}
