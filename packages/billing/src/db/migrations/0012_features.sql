-- What plans entitle to. A feature is there or not, or has a limit; null is no limit.
create table billing.features (
  id uuid primary key,
  key text not null unique,
  name text not null,
  kind text not null check (kind in ('boolean', 'limit')),
  version integer not null default 1,
  created_at timestamptz(3) not null
);

create table billing.plan_features (
  plan_id uuid not null references billing.plans (id),
  feature_id uuid not null references billing.features (id),
  position integer not null,
  maximum numeric check (maximum >= 0),
  primary key (plan_id, feature_id)
);
create index plan_features_of_feature on billing.plan_features (feature_id);

create trigger published_features before insert or update or delete on billing.plan_features for each row execute function billing.keep_published_charges();
create trigger no_truncate before truncate on billing.plan_features for each statement execute function billing.keep_catalogue();
alter table billing.plan_features enable always trigger published_features, enable always trigger no_truncate;

create function billing.keep_meaning_of_feature() returns trigger language plpgsql set search_path = '' as $$
begin
  if (new.key, new.kind) is distinct from (old.key, old.kind) then
    raise exception 'what feature % means never changes', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'features';
  end if;
  return new;
end $$;
create trigger meaning_of_feature before update on billing.features for each row execute function billing.keep_meaning_of_feature();
alter table billing.features enable always trigger meaning_of_feature;
