import type { Clock } from '@plinth/kernel';
import type { FastifyInstance } from 'fastify';

export interface SecurityContact {
  /** `mailto:` or `https:` addresses, the preferred one first. */
  readonly contacts: readonly string[];
  /** The page that says how reports are dealt with. */
  readonly policy: string | undefined;
}

const validDays = 180;

/** Midnight, so that the text is the same for a day; less than a year ahead (RFC 9116, section 2.5.5). */
function expiryAt(now: Date): string {
  const expiry = new Date(now);
  expiry.setUTCHours(24 * validDays, 0, 0, 0);
  return expiry.toISOString();
}

/** `/.well-known/security.txt` (RFC 9116): whom to tell about a vulnerability. Nothing where nobody is named. */
export function serveSecurityContact(app: FastifyInstance, { contacts, policy }: SecurityContact, clock: Clock): void {
  if (contacts.length === 0) return;
  app.get('/.well-known/security.txt', { config: { public: true } }, async (_request, reply) => {
    const lines = [
      ...contacts.map((contact) => `Contact: ${contact}`),
      `Expires: ${expiryAt(clock.now())}`,
      'Preferred-Languages: en',
      ...(policy === undefined ? [] : [`Policy: ${policy}`]),
    ];
    return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}
