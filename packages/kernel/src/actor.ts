import { type AppError, defineErrors } from './errors.ts';

/** What the actor may do with what `ownerId` owns: scopes ∩ rights, as of the start of the call. */
export interface Grant {
  readonly ownerId: string;
  readonly permissions: readonly string[];
}

export interface UserActor {
  readonly type: 'user';
  readonly userId: string;
  readonly sessionId: string;
  /** RFC 3339; when a credential was last proved, for operations that want a fresh proof. */
  readonly authenticatedAt: string;
  readonly factors: readonly string[];
  readonly operator: boolean;
  /** Came by an access token, which is short-lived and reads and writes, but neither lengthens itself nor changes a credential. */
  readonly accessToken?: true;
  readonly grants: readonly Grant[];
}

/** A program, with the rights that its key was given. */
export interface KeyActor {
  readonly type: 'key';
  readonly keyId: string;
  readonly grants: readonly Grant[];
}

/** Who calls: plain data, made by the host from a credential or by the runtime for background work. */
export type Actor =
  | { readonly type: 'anonymous' }
  | UserActor
  | KeyActor
  | { readonly type: 'system'; readonly name: string };

export const accessErrors = defineErrors('access', {
  unauthenticated: { kind: 'unauthenticated', message: 'This needs a valid session or key.' },
  forbidden: { kind: 'forbidden', message: 'This needs the permission {permission}.' },
  sessionsOnly: { kind: 'forbidden', message: 'This needs the session of a person; neither a key nor an access token will do.' },
  crossSite: { kind: 'forbidden', message: 'A cookie counts only for what a page of this origin asks for.' },
  operatorsOnly: { kind: 'forbidden', message: 'Only an operator of this deployment may do this.' },
});

/**
 * The only check of rights: no grant for the owner is the resource's own `notFound`, so that nobody learns what exists; a
 * grant without the permission is `access.forbidden`. The system acts on behalf of the deployment and may do everything.
 */
export function requirePermission(actor: Actor, permission: string, ownerId: string, notFound: () => AppError): void {
  if (actor.type === 'system') return;
  if (actor.type === 'anonymous') throw accessErrors.unauthenticated();
  const grant = actor.grants.find((candidate) => candidate.ownerId === ownerId);
  if (!grant) throw notFound();
  if (!grant.permissions.includes(permission)) throw accessErrors.forbidden({ permission });
}

/** The signed-in person; `access.unauthenticated` for nobody, `access.sessions_only` for a key, which is nobody's session. */
export function requireUser(actor: Actor): UserActor {
  if (actor.type === 'key') throw accessErrors.sessionsOnly();
  if (actor.type !== 'user') throw accessErrors.unauthenticated();
  return actor;
}

/** The same, in a session itself: for what makes or changes credentials and sessions. */
export function requireSession(actor: Actor): UserActor {
  const user = requireUser(actor);
  if (user.accessToken) throw accessErrors.sessionsOnly();
  return user;
}

/**
 * The owners whose resources the actor may list with `permission`. A stranger's `ownerId` in the filter is an empty list, the
 * actor's own without the permission is `access.forbidden`.
 */
export function ownersWith(actor: Actor, permission: string, ownerId?: string): readonly string[] {
  if (actor.type === 'anonymous' || actor.type === 'system') throw accessErrors.unauthenticated();
  const grants = actor.grants.filter((grant) => ownerId === undefined || grant.ownerId === ownerId);
  const allowed = grants.filter((grant) => grant.permissions.includes(permission));
  if (ownerId !== undefined && grants.length > allowed.length) throw accessErrors.forbidden({ permission });
  return allowed.map((grant) => grant.ownerId);
}

/** An operator of the deployment, or the deployment itself. */
export function requireOperator(actor: Actor): void {
  if (actor.type === 'anonymous') throw accessErrors.unauthenticated();
  const operates = actor.type === 'system' || (actor.type === 'user' && actor.operator);
  if (!operates) throw accessErrors.operatorsOnly();
}
