-- Mail of senders on a blocked list (B3): archived, but not queued until somebody releases it.
create table blocked_mail (
  mail_id bigint primary key references mail,
  tenant_id bigint not null references tenant,
  -- The group that it would have gone to, and goes to when it is released.
  service_group_id bigint not null references service_group,
  -- Which list, which entry, which address: {"list":…,"email":…,"notes":…,"matched":…}.
  reason jsonb not null,
  -- What its interaction is made of.
  interaction jsonb not null,
  blocked_at timestamptz not null default now(),
  released_at timestamptz,
  released_by text,
  interaction_id bigint references interaction
);
create index blocked_mail_of_tenant on blocked_mail (tenant_id, mail_id desc) where released_at is null;
