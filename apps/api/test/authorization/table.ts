/** Who asks. Tokens of sessions that are over stand for nobody. */
export const callers = ['nobody', 'expired', 'revoked', 'owner', 'admin', 'billing', 'member', 'stranger', 'operator', 'key', 'strangerKey'] as const;

/** `stranger` owns another organization, `key` has the scope `users:audit:read` alone, `strangerKey` is the other organization's. */
export type Caller = (typeof callers)[number];

/** `yes` is an answer of the operation itself; the numbers are refusals. */
export type Verdict = 'yes' | 401 | 403 | 404;

type Verdicts = Readonly<Record<Caller, Verdict>>;

const strangers = { nobody: 401, expired: 401, revoked: 401 } as const;
const outsiders = { ...strangers, stranger: 404, operator: 404, key: 403, strangerKey: 404 } as const;
const signedIn = { ...strangers, owner: 'yes', admin: 'yes', billing: 'yes', member: 'yes', stranger: 'yes', operator: 'yes' } as const;

/** The kinds of routes there are. */
export const kinds = {
  /** Anyone at all, signed in or not. */
  open: { ...signedIn, nobody: 'yes', expired: 'yes', revoked: 'yes', key: 'yes', strangerKey: 'yes' },
  /** Whoever has a session, about themselves. */
  session: { ...signedIn, key: 403, strangerKey: 403 },
  /** Any credential: lists of what the caller may see, the catalogue. */
  anyone: { ...signedIn, key: 'yes', strangerKey: 'yes' },
  members: { ...outsiders, owner: 'yes', admin: 'yes', billing: 'yes', member: 'yes' },
  money: { ...outsiders, owner: 'yes', admin: 'yes', billing: 'yes', member: 403 },
  managers: { ...outsiders, owner: 'yes', admin: 'yes', billing: 403, member: 403 },
  owners: { ...outsiders, owner: 'yes', admin: 403, billing: 403, member: 403 },
  operators: { ...strangers, owner: 403, admin: 403, billing: 403, member: 403, stranger: 403, operator: 'yes', key: 403, strangerKey: 403 },
} as const satisfies Record<string, Verdicts>;

export type Kind = keyof typeof kinds;

/** Where a route is not quite of its kind, or its request cannot be made of its example. */
export interface Rule extends Partial<Verdicts> {
  readonly kind: Kind;
  /** The status by which the operation itself answers everyone it lets in: 401 to the token of an example, for one. */
  readonly answers?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Every operation of every module, by its `operationId`. A route that is missing here fails the test, which says what to add. */
export const table: Readonly<Record<string, Kind | Rule>> = {
  acceptInvitation: { kind: 'session', answers: 401 },
  advanceTestClock: { kind: 'operators', body: { to: '2027-03-01T12:00:00Z' } },
  archiveCoupon: 'operators',
  archiveProduct: 'operators',
  archiveTaxRate: 'operators',
  cancelSubscription: 'money',
  changeEmail: 'session',
  changePassword: 'session',
  changeSubscription: 'money',
  createAccount: 'operators',
  createApiKey: 'session',
  createCoupon: { kind: 'operators', body: { code: 'OTHER', name: 'Other', percentOff: '20', duration: 'once' } },
  createFeature: { kind: 'operators', body: { key: 'seats', name: 'Seats', kind: 'limit' } },
  createInvitation: 'managers',
  createMeter: { kind: 'operators', body: { key: 'storage', aggregation: 'count', eventType: 'storage.kept' } },
  createOrganization: 'session',
  createInvoice: 'operators',
  createOrganizationApiKey: 'managers',
  createPlan: 'operators',
  createProduct: { kind: 'operators', body: { key: 'storage', name: 'Storage' } },
  createRole: { kind: 'managers', body: { key: 'auditor', name: 'Auditor', permissions: ['users:members:read'] } },
  createSubscription: 'money',
  createTaxRate: { kind: 'operators', body: { key: 'other', name: 'VAT', jurisdiction: 'AT', percentage: '10', behavior: 'exclusive' } },
  createTestClock: 'operators',
  deleteOrganization: 'owners',
  deleteRole: 'managers',
  explainAccess: { kind: 'members', query: { permission: 'users:members:read' } },
  finalizeInvoice: { kind: 'operators', answers: 409 },
  forgotPassword: 'open',
  getAccount: 'members',
  getApiKey: { kind: 'session', answers: 404 },
  getCoupon: 'operators',
  getFeature: 'anyone',
  getInvitation: 'managers',
  getInvoice: 'members',
  getInvoicePdf: 'members',
  getMe: 'session',
  getMember: 'members',
  getOrganization: 'members',
  getOrganizationApiKey: 'members',
  getPlan: 'anyone',
  getProduct: 'anyone',
  getRole: 'members',
  getSubscription: 'members',
  getTaxRate: 'anyone',
  getTestClock: 'operators',
  getTrialBalance: 'operators',
  getUsage: { kind: 'members', query: { meter: 'api_calls', from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z' } },
  importUser: 'operators',
  issueAccessToken: 'session',
  listAccounts: 'anyone',
  listApiKeys: 'session',
  listAuditEvents: { kind: 'managers', key: 'yes' },
  listCouponRedemptions: { kind: 'anyone', key: 403 },
  listCoupons: 'operators',
  listEntitlements: 'members',
  listFeatures: 'anyone',
  listInvitations: 'managers',
  listInvoices: 'anyone',
  listMembers: 'members',
  listMeters: 'anyone',
  listOrganizationApiKeys: 'members',
  listOrganizations: 'session',
  listPlans: 'anyone',
  listProducts: 'anyone',
  listRoles: 'members',
  listSessions: 'session',
  listSubscriptionChanges: 'members',
  listSubscriptions: 'anyone',
  listTaxRates: 'anyone',
  markInvoiceUncollectible: 'operators',
  overridePlan: 'operators',
  pauseSubscription: { kind: 'money', body: {} },
  previewInvitation: { kind: 'open', answers: 401 },
  previewNewSubscription: 'members',
  previewPricing: 'open',
  previewSubscription: 'members',
  previewSubscriptionChange: 'members',
  publishPlan: 'operators',
  recordUsageEvents: { kind: 'anyone', member: 403, key: 403, strangerKey: 403 },
  redeemCoupon: 'money',
  reissueInvoice: 'operators',
  removeMember: 'managers',
  reportLeakedKey: 'open',
  requestMagicLink: 'open',
  resendInvitation: 'managers',
  resendVerification: 'open',
  resetPassword: { kind: 'open', answers: 401 },
  resumeSubscription: { kind: 'money', answers: 409 },
  retirePlan: 'operators',
  revokeApiKey: { kind: 'session', answers: 404 },
  revokeInvitation: 'managers',
  revokeOrganizationApiKey: 'managers',
  revokeOtherSessions: 'session',
  revokeSession: { kind: 'session', admin: 404, billing: 404, member: 404, stranger: 404, operator: 404 },
  revokeSessions: 'session',
  rotateApiKey: { kind: 'session', answers: 404 },
  rotateOrganizationApiKey: 'managers',
  signIn: { kind: 'open', answers: 401 },
  signInByMagicLink: { kind: 'open', answers: 401 },
  signOut: 'session',
  signUp: 'open',
  startPasswordReset: 'operators',
  stepUp: 'session',
  transferOrganization: 'owners',
  uncancelSubscription: 'money',
  updateMember: 'managers',
  updateAccount: 'operators',
  updateOrganization: 'managers',
  updateRole: 'managers',
  verifyEmail: { kind: 'open', answers: 401 },
  verifyEmailChange: { kind: 'session', answers: 401 },
  voidInvoice: 'operators',
  withdrawSubscriptionChange: 'money',
};

export const ruleOf = (operationId: string): Rule => {
  const entry = table[operationId];
  if (entry === undefined) throw new Error(`${operationId} does not stand in apps/api/test/authorization/table.ts.`);
  return typeof entry === 'string' ? { kind: entry } : entry;
};

export const verdictOf = (rule: Rule, caller: Caller): Verdict => rule[caller] ?? kinds[rule.kind][caller];
