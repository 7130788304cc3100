import type { PayloadOf } from '@plinth/module';
import type { UsersReadContext } from '../context.ts';
import type { usersEvents } from '../events.ts';

/** As `sendMail`: the token is minted when the mail goes out, and whoever delivers again mints a new one. */
export async function sendInvitation(
  { actor, prepareInvitation, mailer }: UsersReadContext,
  request: PayloadOf<typeof usersEvents.invitationMailRequested>,
): Promise<void> {
  const mail = await prepareInvitation(request, actor);
  if (mail) await mailer.send(mail);
}
