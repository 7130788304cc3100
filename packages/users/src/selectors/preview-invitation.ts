import { compile, instant, setScope } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { InvitationPreview, PreviewInvitation } from '../contract/invitations.ts';
import { invitations, organizations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { parseInvitationToken } from '../rules/invitation-token.ts';
import { equalHashes } from '../rules/session-token.ts';

interface Found {
  readonly tokenHash: Uint8Array;
  readonly email: string;
  readonly role: string;
  readonly expiresAt: string;
  readonly organizationName: string;
}

/** As a session's: the invitation's own id opens its row, and then its organization's id the name. */
const invitationWithName = compile(
  { id: invitations.id, now: instant },
  (_q, p) => sql<Found>`
    with presented as materialized (select ${setScope(sql`'{' || ${p.id}::uuid || '}'`)} as owners),
    invitation as materialized (
      select i.organization_id, i.token_hash, i.as_typed, i.role, i.expires_at
      from ${invitations} i
      where i.id = ${p.id}::uuid and i.expires_at > ${p.now}::timestamptz and i.token_hash is not null and (select owners from presented) is not null
    )
    select invitation.token_hash as "tokenHash", invitation.as_typed as email, invitation.role, invitation.expires_at as "expiresAt",
      named.name as "organizationName"
    from invitation
    cross join lateral (select ${setScope(sql`'{' || invitation.organization_id || '}'`)} as owners) as known
    cross join lateral (
      select o.name from ${organizations} o where o.id = invitation.organization_id and known.owners is not null
    ) as named`,
);

/** What an invitation is to, for whoever holds its token; nothing depends on whether the address has an account. */
export async function previewInvitation({ db, clock }: UsersReadContext, { token }: PreviewInvitation): Promise<InvitationPreview> {
  const presented = parseInvitationToken(token);
  const [found] = presented ? await db.run(invitationWithName, { id: presented.invitationId, now: clock.now() }) : [];
  if (!presented || !found || !equalHashes(found.tokenHash, presented.tokenHash)) throw usersErrors.invalidInvitation();
  const { organizationName, email, role, expiresAt } = found;
  return { organizationName, email, role, expiresAt: new Date(expiresAt).toISOString() };
}
