import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Pepper } from './stored-hash.ts';

/** Encrypts what the database must not be able to read. */
export interface Sealer {
  /** `context` names what is sealed; the same must be given to open it, so that nothing is moved from one row to another. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Undefined where the version of its key is not configured any more, or anything about it was changed. */
  open(sealed: Uint8Array, context: string): Buffer | undefined;
}

const cipher = 'aes-256-gcm';
const versionBytes = 2;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D) under keys derived by HKDF (RFC 5869). Sealed: version, nonce, ciphertext, tag. */
export function createSealer(keys: readonly Pepper[]): Sealer {
  const derived = new Map(keys.map(({ version, key }) => [version, Buffer.from(hkdfSync('sha256', key, '', 'plinth.users.sealing', 32))]));
  const newest = Math.max(...derived.keys());

  return {
    seal: (plain, context) => {
      const version = Buffer.alloc(versionBytes);
      version.writeUInt16BE(newest);
      const nonce = randomBytes(nonceBytes);
      const encryption = createCipheriv(cipher, derived.get(newest) ?? Buffer.alloc(0), nonce, { authTagLength: tagBytes });
      encryption.setAAD(Buffer.from(context));
      return Buffer.concat([version, nonce, encryption.update(plain), encryption.final(), encryption.getAuthTag()]);
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed);
      const key = bytes.length > versionBytes + nonceBytes + tagBytes ? derived.get(bytes.readUInt16BE()) : undefined;
      if (!key) return undefined;
      const body = versionBytes + nonceBytes;
      const decryption = createDecipheriv(cipher, key, bytes.subarray(versionBytes, body), { authTagLength: tagBytes });
      decryption.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decryption.update(bytes.subarray(body, -tagBytes)), decryption.final()]);
      } catch {
        return undefined;
      }
    },
  };
}
