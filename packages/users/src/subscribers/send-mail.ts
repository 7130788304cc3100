import type { PayloadOf } from '@plinth/module';
import type { UsersReadContext } from '../context.ts';
import type { usersEvents } from '../events.ts';

/**
 * Mails what was asked for. The code is minted here, when the mail goes out, in a transaction that is over before the mail
 * server is spoken to; whoever delivers again mints a new one. The caller then records that the event is done.
 */
export async function sendMail({ actor, prepareMail, mailer }: UsersReadContext, request: PayloadOf<typeof usersEvents.mailRequested>): Promise<void> {
  const mail = await prepareMail(request, actor);
  if (mail) await mailer.send(mail);
}
