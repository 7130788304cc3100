import { type MailText, mailText } from './mail-text.ts';

export interface KeyNotice {
  readonly notice: 'leaked' | 'unused';
  /** What its owner calls it, and the part of it that is no secret. */
  readonly name: string;
  readonly keyId: string;
  readonly link: string;
}

/** To who made a key, or rotated it last. */
export function apiKeyNoticeMail({ notice, name, keyId, link }: KeyNotice): MailText {
  const key = `${name} (${keyId})`;
  return notice === 'leaked'
    ? mailText('An API key of yours leaked and was revoked', [
        `Somebody reported this API key as found where it should not be: ${key}.`,
        'It was revoked at once, so that what used it stops working. Look for where it was exposed, then make another:',
        { href: link },
      ])
    : mailText('An API key of yours is unused and will expire', [
        `Nobody has used this API key for a long time: ${key}.`,
        'It expires in 14 days unless it is used. If it is needed no more, revoke it now:',
        { href: link },
      ]);
}
