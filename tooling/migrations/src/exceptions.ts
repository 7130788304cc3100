/** Rules that one migration breaks, and why that is safe. One that is not needed any more is a problem itself. */
export interface Exception {
  readonly file: string;
  readonly rules: readonly string[];
  readonly reason: string;
}

const beforeTheFirstRelease = 'Written before the first release: wherever it is applied, the tables hold no rows and nobody is served.';
const ofPgBoss = 'Written by pg-boss, which makes these tables in the same file.';

/** Of a module: file name, rules. */
type Written = readonly (readonly [string, readonly string[]])[];

const unreleased: Readonly<Record<string, Written>> = {
  billing: [
    ['0003_test_clocks.sql', ['adding-foreign-key-constraint', 'require-concurrent-index-creation']],
    ['0010_charge_models.sql', ['constraint-missing-not-valid']],
    ['0011_products_and_versions.sql', ['adding-foreign-key-constraint', 'constraint-missing-not-valid', 'require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0020_subscription_lifecycle.sql', ['adding-not-nullable-field', 'ban-drop-not-null', 'constraint-missing-not-valid', 'require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0021_credits.sql', ['adding-foreign-key-constraint', 'constraint-missing-not-valid', 'require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0030_meters.sql', ['constraint-missing-not-valid', 'require-concurrent-index-creation']],
    ['0031_usage_rollups.sql', ['require-concurrent-index-creation']],
    ['0040_taxes.sql', ['adding-foreign-key-constraint', 'constraint-missing-not-valid']],
    ['0041_discounts.sql', ['constraint-missing-not-valid']],
    ['0061_usage_tail.sql', ['require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0070_events_by_transaction.sql', ['require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0091_late_usage.sql', ['constraint-missing-not-valid', 'require-concurrent-index-creation', 'require-concurrent-index-deletion']],
  ],
  module: [
    ['0030_audit_owner.sql', ['require-concurrent-index-creation']],
  ],
  users: [
    ['0010_one_time_tokens_of_users.sql', ['adding-foreign-key-constraint', 'adding-required-field', 'ban-drop-not-null', 'constraint-missing-not-valid', 'require-concurrent-index-creation']],
    ['0020_sessions_slide.sql', ['require-concurrent-index-creation', 'require-concurrent-index-deletion']],
    ['0030_roles_members_invitations.sql', ['adding-field-with-default', 'require-concurrent-index-creation']],
  ],
};

const fileOf = (module: string, name: string): string => `packages/${module}/src/db/migrations/${name}`;

export const exceptions: readonly Exception[] = [
  { file: fileOf('jobs', '0046_pg_boss.sql'), rules: ['adding-serial-primary-key-field', 'prefer-timestamp-tz'], reason: ofPgBoss },
  ...Object.entries(unreleased).flatMap(([module, written]) => written.map(([name, rules]) => ({ file: fileOf(module, name), rules, reason: beforeTheFirstRelease }))),
];
