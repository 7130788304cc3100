import { randomBytes, randomInt } from 'node:crypto';

/** Where what nobody may guess comes from; a test may pass its own. */
export interface Secrets {
  bytes(length: number): Uint8Array;
  digits(length: number): string;
}

export const systemSecrets: Secrets = {
  bytes: randomBytes,
  digits: (length) => Array.from({ length }, () => randomInt(10)).join(''),
};
