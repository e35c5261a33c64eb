-- Whether an incoming mail is from whom it says (mailAuthentication of the contract); null where it was not looked at.
alter table mail add column authentication jsonb;

-- Domains whose mail is signed (DKIM). The key is a reference to a secret, never the secret.
create table sending_domain (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  domain text not null,
  selector text not null,
  private_key text not null,
  removed_at timestamptz,
  unique (tenant_id, domain)
);

-- Header fields put into all outgoing mail, and the names that may not be (G4; null: the usual list).
alter table tenant add column outgoing_headers jsonb not null default '{}';
alter table tenant add column forbidden_headers text[];
