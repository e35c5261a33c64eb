-- What decides on a mail between reading and routing: rules, tables, blocked lists … one row each, in the form of the
-- configuration file. Their hashes tell a backend whether what it has compiled is still current.
create table intake_setting (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  kind text not null,
  name text not null,
  -- The order of the file: rules and blocked lists are asked in it.
  position int not null,
  definition jsonb not null,
  sha256 text not null,
  removed_at timestamptz,
  unique (tenant_id, kind, name)
);

alter table interaction add column tags text[] not null default '{}';
