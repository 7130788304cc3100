import { instantColumn, typedId } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { boolean, customType, foreignKey, index, integer, pgSchema, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export const users = pgSchema('users');

export const people = users.table('users', {
  id: typedId('user')('id').primaryKey(),
  name: text('name').notNull(),
  operator: boolean('operator').notNull().default(false),
  bannedUntil: instantColumn('banned_until'),
  version: integer('version').notNull().default(1),
  createdAt: instantColumn('created_at').notNull(),
});

export const emailAddresses = users.table(
  'email_addresses',
  {
    canonical: text('canonical').primaryKey(),
    asTyped: text('as_typed').notNull(),
    userId: typedId('user')('user_id').notNull().references(() => people.id),
    verifiedAt: instantColumn('verified_at').notNull(),
  },
  (table) => [index('email_addresses_of_user').on(table.userId)],
);

export const credentials = users.table(
  'credentials',
  {
    userId: typedId('user')('user_id').notNull().references(() => people.id),
    kind: text('kind', { enum: ['password'] }).notNull(),
    hash: text('hash').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

export const signUps = users.table(
  'sign_ups',
  {
    id: typedId('signup')('id').primaryKey(),
    canonical: text('canonical').notNull(),
    asTyped: text('as_typed').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (table) => [index('sign_ups_of_address').on(table.canonical, table.id), index('sign_ups_expired').on(table.expiresAt)],
);

export const oneTimeTokens = users.table(
  'one_time_tokens',
  {
    id: typedId('token')('id').primaryKey(),
    purpose: text('purpose', { enum: ['verify_email', 'reset_password', 'sign_in', 'change_email'] }).notNull(),
    signUpId: typedId('signup')('sign_up_id').references(() => signUps.id, { onDelete: 'cascade' }),
    userId: typedId('user')('user_id').references(() => people.id, { onDelete: 'cascade' }),
    canonical: text('canonical').notNull(),
    /** Of the code. */
    hash: bytes('hash').notNull(),
    linkHash: bytes('link_hash').notNull(),
    tries: integer('tries').notNull().default(0),
    createdAt: instantColumn('created_at').notNull(),
    codeExpiresAt: instantColumn('code_expires_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('one_time_tokens_of_subject').on(table.purpose, sql`coalesce(${table.signUpId}, ${table.userId})`),
    index('one_time_tokens_of_address').on(table.canonical, table.purpose),
    index('one_time_tokens_of_sign_up').on(table.signUpId),
    index('one_time_tokens_of_user').on(table.userId).where(sql`${table.userId} is not null`),
    index('one_time_tokens_expired').on(table.expiresAt),
  ],
);

export const emailChanges = users.table(
  'email_changes',
  {
    userId: typedId('user')('user_id').primaryKey().references(() => people.id, { onDelete: 'cascade' }),
    canonical: text('canonical').notNull(),
    asTyped: text('as_typed').notNull(),
    /** The address before, once the change is done. */
    previous: text('previous'),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (table) => [index('email_changes_expired').on(table.expiresAt)],
);

export const sessions = users.table(
  'sessions',
  {
    id: typedId('sess')('id').primaryKey(),
    userId: typedId('user')('user_id').notNull().references(() => people.id),
    secretHash: bytes('secret_hash').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    authenticatedAt: instantColumn('authenticated_at').notNull(),
    lastSeenAt: instantColumn('last_seen_at').notNull().defaultNow(),
    expiresAt: instantColumn('expires_at').notNull(),
    factors: text('factors').array().notNull().default(['password']),
    operator: boolean('operator').notNull().default(false),
    address: text('address'),
    userAgent: text('user_agent'),
  },
  (table) => [index('sessions_of_user').on(table.userId, table.id), index('sessions_ended').on(table.expiresAt)],
);

export const organizations = users.table('organizations', {
  id: typedId('org')('id').primaryKey(),
  name: text('name').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instantColumn('created_at').notNull(),
  deletedAt: instantColumn('deleted_at'),
});

export const roles = users.table(
  'roles',
  {
    organizationId: typedId('org')('organization_id').notNull().references(() => organizations.id),
    key: text('key').notNull(),
    name: text('name').notNull(),
    permissions: text('permissions').array().notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.key] })],
);

/** Null for a built-in role. */
const ownRole = () => text('own_role').generatedAlwaysAs(sql`case when role in ('owner', 'admin', 'member', 'billing') then null else role end`);

export const memberships = users.table(
  'memberships',
  {
    organizationId: typedId('org')('organization_id').notNull().references(() => organizations.id),
    userId: typedId('user')('user_id').notNull().references(() => people.id),
    role: text('role').notNull(),
    ownRole: ownRole(),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.userId] }),
    index('memberships_of_user').on(table.userId, table.organizationId),
    index('memberships_of_organization').on(table.organizationId, table.createdAt, table.userId),
    foreignKey({ columns: [table.organizationId, table.ownRole], foreignColumns: [roles.organizationId, roles.key] }),
  ],
);

export const invitations = users.table(
  'invitations',
  {
    id: typedId('invite')('id').primaryKey(),
    organizationId: typedId('org')('organization_id').notNull().references(() => organizations.id),
    canonical: text('canonical').notNull(),
    asTyped: text('as_typed').notNull(),
    role: text('role').notNull(),
    ownRole: ownRole(),
    tokenHash: bytes('token_hash'),
    sentAt: instantColumn('sent_at'),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (table) => [
    unique('invitations_organization_id_canonical_key').on(table.organizationId, table.canonical),
    index('invitations_of_organization').on(table.organizationId, table.id),
    index('invitations_expired').on(table.expiresAt),
    foreignKey({ columns: [table.organizationId, table.ownRole], foreignColumns: [roles.organizationId, roles.key] }),
  ],
);

export const guards = users.table(
  'guards',
  {
    key: text('key').primaryKey(),
    count: integer('count').notNull(),
    endsAt: instantColumn('ends_at').notNull(),
  },
  (table) => [index('guards_expired').on(table.endsAt)],
);
