import { compile } from '@plinth/db';
import type { PayloadOf } from '@plinth/module';
import { eq } from 'drizzle-orm';
import type { UpkeepContext } from '../context.ts';
import type { Mail } from '../contract/mail.ts';
import { apiKeys } from '../db/api-keys.ts';
import { emailAddresses } from '../db/schema.ts';
import type { usersEvents } from '../events.ts';
import { apiKeyNoticeMail } from '../mails/api-key-notice.ts';
import { mailedLink } from '../rules/mailed-link.ts';

const keyAndAddress = compile({ id: apiKeys.id }, (q, { id }) =>
  q
    .select({ name: apiKeys.name, to: emailAddresses.asTyped })
    .from(apiKeys)
    .innerJoin(emailAddresses, eq(emailAddresses.userId, apiKeys.userId))
    .where(eq(apiKeys.id, id))
    .limit(1),
);

/** The mail to who answers for the key; null where nobody does any more. */
export async function prepareKeyNotice({ tx, config }: UpkeepContext, { keyId, notice }: PayloadOf<typeof usersEvents.apiKeyNoticeRequested>): Promise<Mail | null> {
  const [row] = await tx.run(keyAndAddress, { id: keyId });
  return row ? { to: row.to, ...apiKeyNoticeMail({ notice, name: row.name, keyId, link: mailedLink(config.linkBaseUrl, 'api-keys') }) } : null;
}
