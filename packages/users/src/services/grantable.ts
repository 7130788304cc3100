import { type Id, requestErrors } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import { requireHolding } from '../rules/holding.ts';

/** Permissions for a role: each known (`request.invalid` names those that are not), none that the caller lacks. */
export function requireGrantable({ actor, roles }: UsersContext, organizationId: Id<'org'>, permissions: readonly string[]): void {
  const issues = permissions.flatMap((permission, index) =>
    roles.owner.includes(permission)
      ? []
      : [{ pointer: `/permissions/${index}`, code: 'unknown_permission', message: `No module knows the permission ${permission}.` }],
  );
  if (issues.length > 0) throw requestErrors.invalid(issues);
  requireHolding(actor, organizationId, permissions);
}
