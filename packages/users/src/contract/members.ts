import { idSchema, pageInput, pageSchema, requestErrors } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { type Nothing, nothing } from './fields.ts';
import { roleKey } from './roles.ts';

export const member = z
  .strictObject({
    userId: idSchema('user'),
    name: z.string(),
    email: z.string(),
    role: roleKey,
    version: z.int(),
    createdAt: z.iso.datetime().meta({ description: 'When they joined.' }),
  })
  .meta({ id: 'Member' });

/** What a cursor of the list holds. */
export const memberKeys = z.tuple([z.iso.datetime(), idSchema('user')]);

export type MemberKeys = z.output<typeof memberKeys>;

const memberPage = pageSchema('MemberPage', member);

/** Why a permission is held or not. */
const accessDecision = z
  .strictObject({
    userId: idSchema('user'),
    permission: z.string(),
    allowed: z.boolean(),
    decidedBy: z.enum(['role', 'noMembership']).meta({ description: 'What decides: the role that the user has, or that the user has none.' }),
    role: roleKey.nullable(),
    builtIn: z.boolean().nullable().meta({ description: 'Whether every organization has the role; null without one.' }),
    explanation: z.string(),
  })
  .meta({ id: 'AccessDecision' });

const ofOrganization = { organizationId: idSchema('org') };
const ofMember = { ...ofOrganization, userId: idSchema('user') };
const { organizationNotFound, memberNotFound, lastOwner } = usersErrors;

export const memberServices = {
  updateMember: operation({
    input: z.strictObject({ ...ofMember, role: roleKey.exactOptional() }),
    output: member,
    errors: [organizationNotFound, memberNotFound, lastOwner, requestErrors.preconditionFailed],
  }),
  removeMember: operation({ input: z.strictObject(ofMember), output: nothing, errors: [organizationNotFound, memberNotFound, lastOwner] }),
};

export const memberSelectors = {
  getMember: operation({ input: z.strictObject(ofMember), output: member, errors: [organizationNotFound, memberNotFound] }),
  listMembers: operation({ input: z.strictObject({ ...ofOrganization, ...pageInput }), output: memberPage, errors: [organizationNotFound] }),
  explainAccess: operation({
    input: z.strictObject({ ...ofOrganization, user: idSchema('user').meta({ description: 'Whose access is asked about.' }), permission: z.string().max(100).meta({ description: 'Such as `billing:invoices:read`.' }) }),
    output: accessDecision,
    errors: [organizationNotFound],
  }),
};

export type Member = z.output<typeof member>;
export type MemberPage = z.output<typeof memberPage>;
export type AccessDecision = z.output<typeof accessDecision>;
export type UpdateMember = InputOf<typeof memberServices.updateMember>;
export type RemoveMember = InputOf<typeof memberServices.removeMember>;
export type GetMember = InputOf<typeof memberSelectors.getMember>;
export type ListMembers = InputOf<typeof memberSelectors.listMembers>;
export type ExplainAccess = InputOf<typeof memberSelectors.explainAccess>;

export interface MemberServices {
  /** Gives another role; bites on the member's next request. `users.last_owner` where nobody would own the organization. */
  updateMember(input: UpdateMember, call: Call): Promise<Member>;
  /** Also how a member leaves: oneself needs no permission. `users.last_owner` as above. */
  removeMember(input: RemoveMember, call: Call): Promise<Nothing>;
}

export interface MemberSelectors {
  getMember(input: GetMember, call: Call): Promise<Member>;
  /** Newest first. */
  listMembers(input: ListMembers, call: Call): Promise<MemberPage>;
  /** Whether a user has a permission in the organization, and what decides. A stranger and nobody at all look alike. */
  explainAccess(input: ExplainAccess, call: Call): Promise<AccessDecision>;
}
