import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Invitations';

const invitation = {
  id: 'invite_01h2xcejqtf2nbrexx3vqjhp41',
  organizationId: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  email: 'grace@example.com',
  role: 'member',
  sentAt: '2027-01-01T12:00:01.000Z',
  expiresAt: '2027-01-08T12:00:01.000Z',
  version: 2,
  createdAt: '2027-01-01T12:00:00.000Z',
};
const token = 'pli_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';
const params = usersContract.selectors.getInvitation.input;
const organization = params.pick({ organizationId: true });
const { createInvitation: create, acceptInvitation: accept } = usersContract.services;

const createInvitation = describe(usersContract, 'createInvitation', {
  tag,
  summary: 'Invite an address',
  description: 'The mail carries a token that works once, within seven days, for a user who has proved the address.',
  params: organization,
  body: create.input.omit({ organizationId: true }),
  status: 201,
  example: { body: { email: invitation.email, role: 'member' }, response: { ...invitation, sentAt: null, version: 1 } },
});

const listInvitations = describe(usersContract, 'listInvitations', {
  tag,
  summary: 'List open invitations',
  description: 'Newest first, those that have expired among them.',
  params: organization,
  query: z.strictObject(pageQuery),
  example: { response: { data: [invitation], nextCursor: null } },
});

const getInvitation = describe(usersContract, 'getInvitation', { tag, summary: 'Read an invitation', params, example: { response: invitation } });

const revokeInvitation = describe(usersContract, 'revokeInvitation', {
  tag,
  summary: 'Revoke an invitation',
  description: 'Its token is dead at once.',
  params,
  status: 204,
});

const resendInvitation = describe(usersContract, 'resendInvitation', {
  tag,
  summary: 'Send an invitation again',
  description: 'With a new token; the one before is dead when the mail leaves.',
  params,
  status: 202,
  example: { response: invitation },
});

const previewInvitation = describe(usersContract, 'previewInvitation', {
  tag,
  public: true,
  idempotent: false,
  summary: 'Show what an invitation is to',
  description: 'Spends nothing, and answers the same whether or not the address has an account.',
  body: usersContract.selectors.previewInvitation.input,
  example: { body: { token }, response: { organizationName: 'Analytical Engines', email: invitation.email, role: 'member', expiresAt: invitation.expiresAt } },
});

const acceptInvitation = describe(usersContract, 'acceptInvitation', {
  tag,
  summary: 'Accept an invitation',
  description: 'As the user who proved the invited address. A token that is wrong, expired, revoked or spent is a 401.',
  body: accept.input,
  example: { body: { token }, response: { organizationId: invitation.organizationId, role: 'member' } },
});

export const invitationRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/organizations/:organizationId/invitations', createInvitation, (request) =>
    users.services.createInvitation({ ...request.params, ...request.body }, callOf(request)),
  );

  app.get('/organizations/:organizationId/invitations', listInvitations, (request) =>
    users.selectors.listInvitations({ ...request.params, ...request.query }, callOf(request)),
  );

  app.get('/organizations/:organizationId/invitations/:invitationId', getInvitation, (request) =>
    users.selectors.getInvitation(request.params, callOf(request)),
  );

  app.delete('/organizations/:organizationId/invitations/:invitationId', revokeInvitation, async (request) => {
    await users.services.revokeInvitation(request.params, callOf(request));
  });

  app.post('/organizations/:organizationId/invitations/:invitationId/resend', resendInvitation, (request) =>
    users.services.resendInvitation(request.params, callOf(request)),
  );

  app.post('/invitations/preview', previewInvitation, (request) => users.selectors.previewInvitation(request.body, callOf(request)));

  app.post('/invitations/accept', acceptInvitation, (request) => users.services.acceptInvitation(request.body, callOf(request)));
};
