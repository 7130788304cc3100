import { compile, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { UpkeepReadContext } from '../context.ts';
import { apiKeys } from '../db/api-keys.ts';
import { emailChanges, guards, invitations, oneTimeTokens, sessions, signUps } from '../db/schema.ts';
import { signingKeys } from '../db/signing-keys.ts';
import { invitationPurge } from '../rules/retention.ts';
import { signingNotice } from '../rules/signing-key.ts';
import { unusedKeyLimits } from '../rules/unused-key.ts';

interface Due {
  readonly endedSessions: boolean;
  readonly expired: boolean;
  readonly unusedKeys: boolean;
  readonly signingKeys: boolean;
}

const whatIsDue = compile(
  { now: instant, invitedBefore: instant, unusedSince: instant, warnedBefore: instant, signsUntil: instant },
  (_q, p) => sql<Due>`
    select exists (select from ${sessions} where expires_at <= ${p.now}::timestamptz) as "endedSessions",
      exists (select from ${oneTimeTokens} where expires_at <= ${p.now}::timestamptz)
        or exists (select from ${signUps} where expires_at <= ${p.now}::timestamptz)
        or exists (select from ${emailChanges} where expires_at <= ${p.now}::timestamptz)
        or exists (select from ${guards} where ends_at <= ${p.now}::timestamptz)
        or exists (select from ${invitations} where expires_at <= ${p.invitedBefore}::timestamptz) as expired,
      exists (select from ${apiKeys} where revoked_at is null and (expires_at is null or expires_at > ${p.now}::timestamptz)
        and coalesce(last_used_at, created_at) <= ${p.unusedSince}::timestamptz
        and (warned_at is null or warned_at <= ${p.warnedBefore}::timestamptz)) as "unusedKeys",
      exists (select from ${signingKeys} where expires_at <= ${p.now}::timestamptz)
        or (exists (select from ${signingKeys}) and not exists (select from ${signingKeys} where signs_until > ${p.signsUntil}::timestamptz)) as "signingKeys"`,
);

/** Whether there is anything to do, so that a run without work leaves no audit row. */
export async function findUpkeep({ db, clock, config }: UpkeepReadContext): Promise<Due> {
  const now = clock.now();
  const { warn, expire } = unusedKeyLimits(now, config.apiKeyUnusedDays);
  const [due] = await db.run(whatIsDue, { now, invitedBefore: invitationPurge(now), unusedSince: warn, warnedBefore: expire, signsUntil: signingNotice(now) });
  return due ?? { endedSessions: false, expired: false, unusedKeys: false, signingKeys: false };
}
