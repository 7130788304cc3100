import type { Driver } from '@plinth/db';

/**
 * What the migrations of a module have made in its schemas, a sorted line each: columns, constraints, indexes, policies, triggers,
 * functions and rights. Two databases with the same lines answer every statement alike. The order of a table's columns is no part of
 * it, nor is the number in `books_check2`, which PostgreSQL counts up for checks and keys that have no name of their own.
 */
export async function describeSchema(sql: Driver, module: string): Promise<readonly string[]> {
  const rows = await sql<{ line: string }[]>`
    with space as (select oid from pg_namespace where nspname in (${module}, ${`${module}_jobs`})),
      relation as (select * from pg_class where relnamespace in (select oid from space) and relkind in ('r', 'p', 'v', 'm', 'S'))
    select format('relation %s is a %s of %s, row security %s%s, rights %s', relation.oid::regclass, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, relacl) as line
    from relation
    union all
    select format('column %s.%I %s%s%s', attrelid::regclass, attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' end,
      ' ' || case when attgenerated <> '' then 'generated ' when attidentity <> '' then 'identity ' else 'default ' end || pg_get_expr(adbin, adrelid))
    from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attrelid in (select oid from relation where relkind <> 'S') and attnum > 0 and not attisdropped
    union all
    select format('constraint %I of %s %s%s', regexp_replace(conname, '_(check|fkey)\\d+$', '_\\1'), conrelid::regclass, pg_get_constraintdef(oid), case when not convalidated then ' (not validated)' end)
    from pg_constraint where conrelid in (select oid from relation)
    union all
    select format('index %s%s', pg_get_indexdef(indexrelid), case when not indisvalid then ' (invalid)' end)
    from pg_index where indrelid in (select oid from relation)
    union all
    select format('policy %I on %s for %s to %s using %s check %s', polname, polrelid::regclass, polcmd, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    from pg_policy where polrelid in (select oid from relation)
    union all
    select format('trigger %s, enabled %s', pg_get_triggerdef(oid), tgenabled)
    from pg_trigger where tgrelid in (select oid from relation) and not tgisinternal
    union all
    select format('view %s %s', oid::regclass, pg_get_viewdef(oid)) from relation where relkind in ('v', 'm')
    union all
    select format('routine %s %s, rights %s', oid::regprocedure, pg_get_functiondef(oid), proacl)
    from pg_proc where pronamespace in (select oid from space) and prokind <> 'a'
    union all
    select format('type %s %s', typname, (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = pg_type.oid))
    from pg_type where typnamespace in (select oid from space) and typtype = 'e'`;
  if (rows.length === 0) throw new Error(`There is nothing in the schema ${module}.`);
  return rows.map(({ line }) => line).sort();
}
