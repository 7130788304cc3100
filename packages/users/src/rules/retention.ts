const day = 24 * 60 * 60 * 1000;

/** Invitations that ended before this moment are removed: 30 days, in which whoever invited sees that nobody came, and sends it again. */
export const invitationPurge = (now: Date): Date => new Date(now.getTime() - 30 * day);
