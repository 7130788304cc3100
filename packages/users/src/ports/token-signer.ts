import { calculateJwkThumbprint, compactVerify, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { Sealer } from './sealing.ts';

const algorithm = 'ES256';

export interface NewSigningKey {
  readonly id: string;
  readonly publicKey: JWK;
  readonly sealed: Uint8Array;
}

export interface SealedKey {
  readonly id: string;
  readonly sealed: Uint8Array;
}

/** Signs access tokens with sealed keys, and verifies them with published ones; what it has imported it keeps. */
export interface TokenSigner {
  makeKey(): Promise<NewSigningKey>;
  /** False for a key that was sealed by one that is not configured any more. */
  opens(key: SealedKey): boolean;
  sign(key: SealedKey, claims: Readonly<Record<string, string | number>>): Promise<string>;
  /** `publicKey` is the JWK as JSON text. */
  verifies(token: string, keyId: string, publicKey: string): Promise<boolean>;
}

/** Enough for the keys that are published at once, several times over. */
const mostKept = 32;

function kept<Key>(make: (id: string, jwk: JWK) => Promise<Key>): (id: string, jwk: () => JWK) => Promise<Key> {
  const keys = new Map<string, Promise<Key>>();
  return (id, jwk) => {
    const known = keys.get(id);
    if (known) return known;
    if (keys.size >= mostKept) keys.clear();
    const made = make(id, jwk());
    keys.set(id, made);
    return made;
  };
}

const imported = () => kept((_id, jwk) => importJWK(jwk, algorithm) as Promise<CryptoKey>);

export function tokenSigner(sealer: Sealer): TokenSigner {
  const [privateKeys, publicKeys] = [imported(), imported()];
  const open = ({ id, sealed }: SealedKey): Buffer | undefined => sealer.open(sealed, `signing-key ${id}`);

  return {
    makeKey: async () => {
      const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
      const published = await exportJWK(publicKey);
      const id = await calculateJwkThumbprint(published);
      const sealed = sealer.seal(Buffer.from(JSON.stringify(await exportJWK(privateKey))), `signing-key ${id}`);
      return { id, publicKey: published, sealed };
    },
    opens: (key) => open(key) !== undefined,
    sign: async (key, claims) => {
      const privateKey = await privateKeys(key.id, () => JSON.parse(String(open(key))) as JWK);
      return new SignJWT({ ...claims }).setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: key.id }).sign(privateKey);
    },
    verifies: async (token, keyId, publicKey) => {
      const key = await publicKeys(keyId, () => JSON.parse(publicKey) as JWK);
      return compactVerify(token, key, { algorithms: [algorithm] }).then(
        () => true,
        () => false,
      );
    },
  };
}
