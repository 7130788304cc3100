-- Keys that sign access tokens. They are nobody's and open no row to anyone: the public half is published, the private half is
-- sealed with a key that is kept elsewhere.
create table users.signing_keys (
  -- Thumbprint of the public key (RFC 7638).
  id text primary key,
  public_key jsonb not null,
  sealed bytea not null,
  created_at timestamptz(3) not null,
  signs_from timestamptz(3) not null,
  signs_until timestamptz(3) not null,
  -- When the last token that it signed has ended.
  expires_at timestamptz(3) not null,
  check (signs_from < signs_until and signs_until < expires_at)
);
create index signing_keys_expired on users.signing_keys (expires_at);

revoke insert, update, delete, truncate on users.signing_keys from plinth_users;
revoke update, truncate on users.signing_keys from plinth_users_system;
