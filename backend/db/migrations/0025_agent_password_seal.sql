-- Tells that the configured passwords of a share of a tenant's agents are those applied last, all at once: an argon2id
-- hash over all of them together, so that applying again need not look at each.
create table agent_password_seal (
  tenant_id bigint not null references tenant,
  share smallint not null,
  hash text not null,
  primary key (tenant_id, share)
);
