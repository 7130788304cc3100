import { type Driver, ownerRole, runtimeRole, systemRole } from '@plinth/db';

const schemasOf = (module: string): string[] => [module, `${module}_jobs`];
const rolesOf = (module: string): string[] => [ownerRole(module), runtimeRole(module), systemRole(module)];

type Finding = Promise<readonly { finding: string }[]>;

const crossingKeys = (sql: Driver, schemas: readonly string[]): Finding => sql`
  select format('foreign key %s of %s points to %s', conname, conrelid::regclass, confrelid::regclass) as finding
  from pg_constraint
  join pg_class child on child.oid = conrelid
  join pg_class parent on parent.oid = confrelid
  where contype = 'f' and child.relnamespace <> parent.relnamespace
    and (child.relnamespace::regnamespace::text = any(${schemas}) or parent.relnamespace::regnamespace::text = any(${schemas}))`;

/** Rights count however they are held: granted, by way of a role that is held, or by everyone. */
const foreignGrants = (sql: Driver, roles: readonly string[], schemas: readonly string[]): Finding => sql`
  with role as (select rolname as name, oid from pg_roles where rolname = any(${roles})),
    schema as (select nspname as name, oid from pg_namespace where nspname = any(${schemas}))
  select format('%s may use or extend schema %s', role.name, schema.name) as finding
  from role cross join schema
  where has_schema_privilege(role.oid, schema.oid, 'usage, create')
  union all
  select format('%s may read or write %s', role.name, relation.oid::regclass)
  from role cross join schema join pg_class relation on relnamespace = schema.oid
  where relkind in ('r', 'p', 'v', 'm', 'f') and (
    has_table_privilege(role.oid, relation.oid, 'select, insert, update, delete, truncate, references, trigger, maintain')
    or has_any_column_privilege(role.oid, relation.oid, 'select, insert, update, references'))
  union all
  select format('%s may use sequence %s', role.name, relation.oid::regclass)
  from role cross join schema join pg_class relation on relnamespace = schema.oid
  where relkind = 'S' and has_sequence_privilege(role.oid, relation.oid, 'usage, select, update')
  union all
  select format('%s may call %s', role.name, routine.oid::regprocedure)
  from role cross join schema join pg_proc routine on pronamespace = schema.oid
  where has_function_privilege(role.oid, routine.oid, 'execute')
  union all
  select format('%s will be granted what is made in schema %s', role.name, schema.name)
  from role cross join schema join pg_default_acl on defaclnamespace = schema.oid
  where exists (select from aclexplode(defaclacl) where grantee = role.oid)`;

const foreignMemberships = (sql: Driver, roles: readonly string[], others: readonly string[]): Finding => sql`
  select format('%s is a member of %s', role.rolname, other.rolname) as finding
  from pg_roles role cross join pg_roles other
  where role.rolname = any(${roles}) and other.rolname = any(${others}) and pg_has_role(role.oid, other.oid, 'member')`;

const unforcedOwners = (sql: Driver, schemas: readonly string[]): Finding => sql`
  select format('%s has an owner, and row-level security is not enabled and forced on it', relation.oid::regclass) as finding
  from pg_class relation
  where relnamespace::regnamespace::text = any(${schemas}) and relkind in ('r', 'p')
    and not (relrowsecurity and relforcerowsecurity)
    and (exists (select from pg_attribute where attrelid = relation.oid and attname = 'owner_id' and not attisdropped)
      or exists (select from pg_policy where polrelid = relation.oid))`;

/** A gate that sees nothing would be green for ever. */
async function requireModule(sql: Driver, module: string): Promise<void> {
  const [seen] = await sql<{ tables: number; roles: number }[]>`
    select (select count(*)::int from pg_class where relnamespace::regnamespace::text = ${module} and relkind in ('r', 'p')) as tables,
      (select count(*)::int from pg_roles where rolname = any(${rolesOf(module)})) as roles`;
  if (!seen || seen.tables === 0 || seen.roles !== 3) throw new Error(`The module ${module} has no tables or roles in this database.`);
}

/**
 * What breaks rule R16, as sentences that name the object: foreign keys that leave their schema, rights of one module's
 * roles on another's schema, tables with an owner whose rows are not hidden from their own owner's queries too.
 */
export async function boundaryViolations(driver: Driver, modules: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const module of modules) {
    await requireModule(driver, module);
    const others = modules.filter((other) => other !== module);
    const findings = [
      await foreignGrants(driver, rolesOf(module), others.flatMap(schemasOf)),
      await foreignMemberships(driver, rolesOf(module), others.flatMap(rolesOf)),
    ];
    found.push(...findings.flat().map(({ finding }) => finding));
  }
  const schemas = modules.flatMap(schemasOf);
  const findings = [await crossingKeys(driver, schemas), await unforcedOwners(driver, schemas)];
  return [...found, ...findings.flat().map(({ finding }) => finding)];
}
