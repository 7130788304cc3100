import { randomBytes } from 'node:crypto';
import { type Actor, type Id, idToUuid } from '@plinth/kernel';
import type { Call } from './call.ts';
import type { AuditNote } from './definitions.ts';
import { canonicalJson, sha256 } from './json.ts';

const actorId = (actor: Actor): string | null => {
  switch (actor.type) {
    case 'user':
      return actor.userId;
    case 'key':
      return actor.keyId;
    case 'system':
      return actor.name;
    case 'anonymous':
      return null;
  }
};

/** The one audit row of a call; personal facts go beside it, and only their salted hash into it. */
export function auditEntry(id: Id, operation: string, outcome: string, call: Call, { target, owner, details }: AuditNote): object {
  const personal = { ...call.client, ...details };
  const entry = { id: idToUuid(id), operation, outcome, actorType: call.actor.type, actorId: actorId(call.actor), target: target ?? null, owner: owner ?? null };
  if (Object.keys(personal).length === 0) return entry;
  const salt = randomBytes(16);
  return { ...entry, salt: salt.toString('hex'), details: personal, detailsHash: sha256(salt, canonicalJson(personal)).toString('hex') };
}
