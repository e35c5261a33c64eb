-- What the connections of a tenant's mail servers pass through (proxySettings of the contract), unless one has its own.
alter table tenant add column proxy jsonb;

-- Access tokens, so that each is fetched once however many backends there are. Encrypted with a key that is made of
-- the secrets they were fetched with, which the database does not hold.
create table oauth_token (
  -- SHA-256 of who asks whom for what, and of the names of the secrets.
  key text primary key,
  salt bytea not null,
  sealed bytea,
  -- SHA-256 of the token, to tell which one a server has refused.
  fingerprint bytea,
  obtained_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- The authority has asked for patience until then.
  retry_at timestamptz
);

-- Where a mail was found is told by what its server calls it: a UID, a UIDL, an item id.
alter table mailbox_message alter column uid_validity type text using uid_validity::text;
alter table mailbox_message alter column uid type text using uid::text;
