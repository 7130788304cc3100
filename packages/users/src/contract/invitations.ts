import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { emailField, type Nothing, nothing } from './fields.ts';
import { roleKey } from './roles.ts';

const invitation = z
  .strictObject({
    id: idSchema('invite'),
    organizationId: idSchema('org'),
    email: z.string(),
    role: roleKey,
    sentAt: z.iso.datetime().nullable().meta({ description: 'When the newest mail left; null while none has.' }),
    expiresAt: z.iso.datetime(),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation', description: 'Open until it is accepted, revoked or expired.' });

const invitationPage = pageSchema('InvitationPage', invitation);

const invitationPreview = z
  .strictObject({ organizationName: z.string(), email: z.string(), role: roleKey, expiresAt: z.iso.datetime() })
  .meta({ id: 'InvitationPreview', description: 'The same whether or not the address has an account.' });

const joined = z.strictObject({ organizationId: idSchema('org'), role: roleKey }).meta({ id: 'JoinedOrganization' });

const ofOrganization = { organizationId: idSchema('org') };
const ofInvitation = { ...ofOrganization, invitationId: idSchema('invite') };
const presented = { token: z.string().max(500).meta({ description: 'As the mail brought it.' }) };
const { organizationNotFound, invitationNotFound, invalidInvitation, invitedAnother, alreadyMember, alreadyInvited } = usersErrors;

export const invitationServices = {
  createInvitation: operation({
    input: z.strictObject({ ...ofOrganization, email: emailField, role: roleKey }),
    output: invitation,
    errors: [organizationNotFound, alreadyMember, alreadyInvited],
  }),
  resendInvitation: operation({ input: z.strictObject(ofInvitation), output: invitation, errors: [organizationNotFound, invitationNotFound] }),
  revokeInvitation: operation({ input: z.strictObject(ofInvitation), output: nothing, errors: [organizationNotFound, invitationNotFound] }),
  acceptInvitation: operation({ input: z.strictObject(presented), output: joined, errors: [invalidInvitation, invitedAnother, alreadyMember] }),
};

export const invitationSelectors = {
  getInvitation: operation({ input: z.strictObject(ofInvitation), output: invitation, errors: [organizationNotFound, invitationNotFound] }),
  listInvitations: operation({ input: z.strictObject({ ...ofOrganization, ...pageInput }), output: invitationPage, errors: [organizationNotFound] }),
  previewInvitation: operation({ input: z.strictObject(presented), output: invitationPreview, errors: [invalidInvitation] }),
};

export type Invitation = z.output<typeof invitation>;
export type InvitationPage = z.output<typeof invitationPage>;
export type InvitationPreview = z.output<typeof invitationPreview>;
export type JoinedOrganization = z.output<typeof joined>;
export type CreateInvitation = InputOf<typeof invitationServices.createInvitation>;
export type ResendInvitation = InputOf<typeof invitationServices.resendInvitation>;
export type RevokeInvitation = InputOf<typeof invitationServices.revokeInvitation>;
export type AcceptInvitation = InputOf<typeof invitationServices.acceptInvitation>;
export type GetInvitation = InputOf<typeof invitationSelectors.getInvitation>;
export type ListInvitations = InputOf<typeof invitationSelectors.listInvitations>;
export type PreviewInvitation = InputOf<typeof invitationSelectors.previewInvitation>;

export interface InvitationServices {
  /** To a role of permissions that the caller holds; the token comes by mail, and works for seven days from then. */
  createInvitation(input: CreateInvitation, call: Call): Promise<Invitation>;
  /** Mails a new token; the one before is dead when it leaves. */
  resendInvitation(input: ResendInvitation, call: Call): Promise<Invitation>;
  revokeInvitation(input: RevokeInvitation, call: Call): Promise<Nothing>;
  /**
   * Only a user who proved the address. `users.invalid_invitation` for a token that is wrong, expired, revoked or spent; of uses
   * that race, one wins.
   */
  acceptInvitation(input: AcceptInvitation, call: Call): Promise<JoinedOrganization>;
}

export interface InvitationSelectors {
  getInvitation(input: GetInvitation, call: Call): Promise<Invitation>;
  /** The open ones, newest first, those that have expired among them. */
  listInvitations(input: ListInvitations, call: Call): Promise<InvitationPage>;
  /** Anyone with the token; spends nothing. */
  previewInvitation(input: PreviewInvitation, call: Call): Promise<InvitationPreview>;
}
