import { operation } from '@plinth/module';
import { z } from 'zod';
import { usersEvents } from '../events.ts';

export const mail = z.strictObject({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() });

export type Mail = z.output<typeof mail>;

/** What a mailed token proves the right to do. */
export const tokenPurposes = ['verify_email', 'reset_password', 'sign_in', 'change_email'] as const;

export type TokenPurpose = (typeof tokenPurposes)[number];

/** Mints what a mail carries and writes the mail. Not part of the module's border: its result holds a code. */
export const prepareMailOperation = operation({
  input: usersEvents.mailRequested.payload,
  output: mail.nullable(),
});

/** The same for an invitation. */
export const prepareInvitationOperation = operation({
  input: usersEvents.invitationMailRequested.payload,
  output: mail.nullable(),
});
