import { type Id, idSchema } from '@plinth/kernel';
import { hashSecret } from './session-token.ts';

/** 256 bits. */
export const invitationSecretBytes = 32;

const week = 7 * 24 * 60 * 60 * 1000;

export const invitationEnd = (now: Date): Date => new Date(now.getTime() + week);

const form = /^pli_([0-7][0-9a-hjkmnp-tv-z]{25})_([\w-]{43})$/;
const invitationId = idSchema('invite');

/** `pli_`, the id of the invitation without its prefix, the secret in base64url. */
export const formatInvitationToken = (id: Id<'invite'>, secret: Uint8Array): string =>
  `pli_${id.slice('invite_'.length)}_${Buffer.from(secret).toString('base64url')}`;

export interface PresentedInvitation {
  readonly invitationId: Id<'invite'>;
  readonly tokenHash: Buffer;
}

/** What to look up and to compare; undefined for text that cannot be an invitation's token. */
export function parseInvitationToken(token: string): PresentedInvitation | undefined {
  const [, suffix, secret] = form.exec(token) ?? [];
  if (suffix === undefined || secret === undefined) return undefined;
  return { invitationId: invitationId.parse(`invite_${suffix}`), tokenHash: hashSecret(Buffer.from(secret, 'base64url')) };
}
