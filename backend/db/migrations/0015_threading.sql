-- The first interaction of the thread that it continues; null: it is the first itself, or the first was deleted.
alter table interaction add column thread_id bigint references interaction on delete set null;
-- Another interaction that its mail may belong to, for an agent to decide (threadingQuestion of the contract).
alter table interaction add column question jsonb;
create index interaction_of_thread on interaction (thread_id) where thread_id is not null;
create index interaction_of_customer on interaction (tenant_id, lower(from_address), received_at desc);

-- Why a mail is in this interaction (threading of the contract); null: it began it, or is an answer of ours.
alter table interaction_mail add column threading jsonb;

-- A mail or interaction that is deleted takes nothing with it but its own place in threads (G6).
alter table interaction_mail
  drop constraint interaction_mail_interaction_id_fkey,
  add foreign key (interaction_id) references interaction on delete cascade,
  drop constraint interaction_mail_mail_id_fkey,
  add foreign key (mail_id) references mail on delete cascade;
alter table interaction
  drop constraint interaction_mail_id_fkey,
  add foreign key (mail_id) references mail on delete set null;
alter table draft
  drop constraint draft_mail_id_fkey,
  add foreign key (mail_id) references mail on delete set null;

-- Keys that the tokens in our Message-IDs are signed with; the newest signs, older ones still verify.
create table threading_key (
  id bigint generated always as identity primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);

-- What agents changed in threads, with all that is needed to take it back.
create table thread_change (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  agent_id bigint not null references agent,
  at timestamptz not null default now(),
  kind text not null check (kind in ('split', 'move', 'merge')),
  -- threadUndo of backend/threads/undo-change.ts
  undo jsonb not null,
  undone_at timestamptz
);
