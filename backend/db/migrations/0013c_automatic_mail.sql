-- Mail that nobody wrote: it has neither draft nor agent.
alter table outgoing alter column draft_id drop not null;
alter table outgoing alter column agent_id drop not null;

-- Every automatic mail that was asked for: confirmations (M25), replies and forwards of rules. What was suppressed stays
-- here with its evidence and can be released. planned ──job──► sent | suppressed ──release──► planned
create table automatic_mail (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  service_group_id bigint not null references service_group,
  -- The mail that it answers or forwards.
  mail_id bigint not null references mail,
  interaction_id bigint references interaction,
  purpose text not null check (purpose in ('confirmation', 'auto-reply', 'forward')),
  -- Name of the rule; of a confirmation `open` or `closed`.
  cause text not null,
  template text,
  -- Folded for comparison is lower(recipient); empty: nobody to send it to.
  recipient text not null,
  -- What keeps two answers in one thread apart from two in two: the first Message-ID of its references.
  thread text,
  -- Automatic mails to one sender of the group in 24 hours, at most.
  most_a_day int not null,
  state text not null check (state in ('planned', 'sent', 'suppressed')),
  evidence jsonb not null default '[]',
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  outgoing_id bigint references outgoing,
  released_at timestamptz,
  released_by text,
  unique (mail_id, purpose, cause)
);
create index automatic_mail_to on automatic_mail (tenant_id, lower(recipient), decided_at) where state = 'sent';
create index automatic_mail_suppressed on automatic_mail (tenant_id, id desc) where state = 'suppressed';
