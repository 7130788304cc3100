import { accessErrors, type Actor } from '@plinth/kernel';

/**
 * Nobody grants a permission that they do not hold, and nobody takes from whoever holds more than they: `access.forbidden`
 * naming the first permission that the actor lacks for the owner.
 */
export function requireHolding(actor: Actor, ownerId: string, permissions: readonly string[]): void {
  if (actor.type === 'system') return;
  const held = actor.type === 'anonymous' ? [] : actor.grants.filter((grant) => grant.ownerId === ownerId).flatMap((grant) => grant.permissions);
  const missing = permissions.find((permission) => !held.includes(permission));
  if (missing !== undefined) throw accessErrors.forbidden({ permission: missing });
}
