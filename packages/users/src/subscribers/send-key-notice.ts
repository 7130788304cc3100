import type { PayloadOf } from '@plinth/module';
import type { UsersReadContext } from '../context.ts';
import type { usersEvents } from '../events.ts';

/** Mails who answers for a key. Delivered again it mails again, which is better than not at all. */
export async function sendKeyNotice({ actor, prepareKeyNotice, mailer }: UsersReadContext, request: PayloadOf<typeof usersEvents.apiKeyNoticeRequested>): Promise<void> {
  const mail = await prepareKeyNotice(request, actor);
  if (mail) await mailer.send(mail);
}
