// Written by test/generate.ts from apps/api/openapi.json.

/** The operations that take an Idempotency-Key. */
export const keyed: ReadonlySet<string> = new Set([
  'POST /v1/accounts',
  'POST /v1/admin/users/import',
  'POST /v1/coupon-redemptions',
  'POST /v1/coupons',
  'POST /v1/coupons/{couponId}/archive',
  'POST /v1/features',
  'POST /v1/invitations/accept',
  'POST /v1/me/api-keys',
  'POST /v1/me/api-keys/{keyId}/rotate',
  'POST /v1/me/sessions/revoke-others',
  'POST /v1/meters',
  'POST /v1/organizations',
  'POST /v1/organizations/{organizationId}/api-keys',
  'POST /v1/organizations/{organizationId}/api-keys/{keyId}/rotate',
  'POST /v1/organizations/{organizationId}/invitations',
  'POST /v1/organizations/{organizationId}/invitations/{invitationId}/resend',
  'POST /v1/organizations/{organizationId}/roles',
  'POST /v1/organizations/{organizationId}/transfer',
  'POST /v1/plans',
  'POST /v1/plans/{planId}/overrides',
  'POST /v1/plans/{planId}/publish',
  'POST /v1/plans/{planId}/retire',
  'POST /v1/products',
  'POST /v1/products/{productId}/archive',
  'POST /v1/subscriptions',
  'POST /v1/test-clocks',
  'POST /v1/test-clocks/{testClockId}/advance'
]);
