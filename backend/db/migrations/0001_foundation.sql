-- Identities are int8 and leave the database as decimal strings. Times are timestamptz. Keys of configuration
-- (tenant, group, server …) are what the configuration file calls them and stay the same for ever.

create table tenant (
  id bigint generated always as identity primary key,
  key text not null unique,
  name text not null,
  culture text not null,
  not_ready_reasons text[] not null default '{}',
  -- Sender where a message has none of its own (M10).
  outgoing_address text
);

-- Settings hold references to secrets (environment names or files), never the secrets.
create table mail_server (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  key text not null,
  incoming jsonb,
  outgoing jsonb,
  removed_at timestamptz,
  unique (tenant_id, key)
);

create table template (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  name text not null,
  culture text,
  format text not null check (format in ('html', 'text')),
  body text not null,
  removed_at timestamptz,
  unique (tenant_id, name)
);

create table response_file (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  key text not null,
  -- The last source without errors, and the findings of a newer one that has some.
  source text not null,
  sha256 text not null,
  problem text,
  removed_at timestamptz,
  unique (tenant_id, key)
);

create table service_group (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  key text not null,
  name text not null,
  email text,
  reply_using_access_address boolean not null default true,
  review boolean not null default false,
  culture text not null,
  offer_seconds int not null default 60,
  undo_seconds int not null default 10,
  template_id bigint references template,
  signature text,
  response_file_id bigint references response_file,
  mail_server_id bigint references mail_server,
  -- The group that takes what fits no service access; one a tenant, made with it.
  unrouted boolean not null default false,
  removed_at timestamptz,
  unique (tenant_id, key)
);
create unique index service_group_unrouted on service_group (tenant_id) where unrouted;

create table service_access (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  name text not null,
  -- May hold `*` (M13); compared without regard to case.
  address text not null,
  service_group_id bigint not null references service_group,
  -- Null: not active. Of several that fit, the one activated first wins.
  activated_at timestamptz,
  removed_at timestamptz,
  unique (tenant_id, name)
);

create table agent (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  login text not null,
  name text not null,
  first_name text not null,
  last_name text not null,
  chat_name text,
  email text,
  culture text not null,
  roles text[] not null,
  capacity int not null default 5,
  -- argon2id in PHC form; null: cannot sign in.
  password_hash text,
  -- The reference that the hash was made from, for `postroom export`.
  password_source text,
  presence text not null default 'offline' check (presence in ('ready', 'not-ready', 'offline')),
  presence_reason text,
  presence_since timestamptz not null default now(),
  -- Since when the agent has had nothing offered: the longest idle one is next.
  idle_since timestamptz not null default now(),
  removed_at timestamptz,
  unique (tenant_id, login)
);

create table agent_group (
  agent_id bigint not null references agent,
  service_group_id bigint not null references service_group,
  primary key (agent_id, service_group_id)
);
create index agent_group_by_group on agent_group (service_group_id);

create table session (
  -- SHA-256 of the token; the token itself is never stored.
  token_hash bytea primary key,
  agent_id bigint not null references agent,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_by_agent on session (agent_id);

-- Bytes by content: raw mails, attachments of drafts, images.
create table blob (
  sha256 text primary key,
  bytes bytea not null,
  created_at timestamptz not null default now()
);
alter table blob alter column bytes set storage external;

-- Every mail in and out; also the archive (M23).
create table mail (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  direction text not null check (direction in ('in', 'out')),
  -- received: raw bytes are safe, not yet read. read: columns below are filled.
  state text not null check (state in ('received', 'read')),
  source_sha256 text not null references blob,
  size int not null,
  received_at timestamptz not null default now(),
  -- How it came: {"via":"imap","server":…} or {"via":"smtp","recipients":[…],"client":…}.
  origin jsonb not null default '{}',
  from_name text not null default '',
  from_address text not null default '',
  reply_to jsonb not null default '[]',
  to_addresses jsonb not null default '[]',
  cc_addresses jsonb not null default '[]',
  subject text not null default '',
  date timestamptz,
  message_id text,
  in_reply_to text,
  refs text[] not null default '{}',
  text text not null default '',
  html text,
  language text,
  problems text[] not null default '{}',
  service_group_id bigint references service_group,
  -- Words for the search: segmented, folded (see archive/words.ts).
  words tsvector
);
create index mail_message_id on mail (tenant_id, message_id);
create index mail_words on mail using gin (words);
create index mail_unread on mail (id) where state = 'received';

create table attachment (
  id bigint generated always as identity primary key,
  mail_id bigint not null references mail on delete cascade,
  position int not null,
  name text not null,
  type text not null,
  size int not null,
  sha256 text not null references blob,
  content_id text,
  inline boolean not null default false,
  unique (mail_id, position)
);

-- Where a mail was found: what makes taking it in happen once. A row exists before the mailbox is changed.
create table mailbox_message (
  mail_server_id bigint not null references mail_server,
  folder text not null,
  uid_validity bigint not null,
  uid bigint not null,
  source_sha256 text not null,
  mail_id bigint not null references mail,
  -- When it was moved, marked or deleted by configuration; null: still to do.
  disposed_at timestamptz,
  primary key (mail_server_id, folder, uid_validity, uid)
);
create index mailbox_message_by_content on mailbox_message (mail_server_id, source_sha256);
create index mailbox_message_to_dispose on mailbox_message (mail_server_id) where disposed_at is null;

-- Health of a mailbox or an outgoing server as the backend last saw it; for `doctor` and the screens.
create table connection_health (
  mail_server_id bigint not null references mail_server,
  direction text not null check (direction in ('in', 'out')),
  state text not null check (state in ('connected', 'failing')),
  since timestamptz not null default now(),
  checked_at timestamptz not null default now(),
  problem text,
  primary key (mail_server_id, direction)
);

create table interaction (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  service_group_id bigint not null references service_group,
  service_access_id bigint references service_access,
  -- The mail that opened it; unique, so that reading a mail twice makes one interaction.
  mail_id bigint unique references mail,
  state text not null check (state in ('queued', 'offered', 'open', 'parked', 'closed')),
  agent_id bigint references agent,
  epoch int not null default 0,
  priority int not null default 0,
  received_at timestamptz not null,
  enqueued_at timestamptz not null,
  offer_expires_at timestamptz,
  closed_at timestamptz,
  from_name text not null,
  from_address text not null,
  subject text not null,
  preview text not null,
  language text,
  attachment_count int not null default 0,
  problem text,
  routing jsonb not null,
  -- One holder while offered, open or parked; nobody while queued.
  check ((state in ('offered', 'open', 'parked')) = (agent_id is not null) or state = 'closed'),
  check ((state = 'offered') = (offer_expires_at is not null))
);
create index interaction_queue on interaction (service_group_id, priority desc, enqueued_at, id) where state = 'queued';
create index interaction_held on interaction (agent_id) where state in ('offered', 'open', 'parked');
create index interaction_offers on interaction (offer_expires_at) where state = 'offered';
create index interaction_closed on interaction (agent_id, closed_at desc) where state = 'closed';

-- Mails of an interaction: the inbound one and the answers.
create table interaction_mail (
  interaction_id bigint not null references interaction,
  mail_id bigint not null references mail,
  primary key (interaction_id, mail_id)
);
create index interaction_mail_by_mail on interaction_mail (mail_id);

create table draft (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  kind text not null check (kind in ('reply', 'reply-all', 'forward', 'new')),
  state text not null default 'open' check (state in ('open', 'sent', 'discarded')),
  interaction_id bigint references interaction,
  mail_id bigint references mail,
  service_group_id bigint not null references service_group,
  from_name text not null,
  from_address text not null,
  author_id bigint not null references agent,
  revision int not null default 1,
  -- draftContent of the contract.
  content jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- One open draft an interaction.
create unique index draft_open on draft (interaction_id) where state = 'open' and interaction_id is not null;
create index draft_by_author on draft (author_id) where state = 'open';

create table draft_revision (
  draft_id bigint not null references draft,
  revision int not null,
  author_id bigint not null references agent,
  saved_at timestamptz not null default now(),
  -- True: it came too late (its base was not the current revision) and was set aside.
  conflicting boolean not null default false,
  content jsonb not null
);
create index draft_revision_by_draft on draft_revision (draft_id, revision);

create table draft_attachment (
  id bigint generated always as identity primary key,
  draft_id bigint not null references draft,
  name text not null,
  type text not null,
  size int not null,
  sha256 text not null references blob,
  content_id text
);
create index draft_attachment_by_draft on draft_attachment (draft_id);

-- The outbox. The row, the finished MIME bytes (mail.source_sha256) and the Message-ID exist before attempt one.
create table outgoing (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  -- Sending a draft twice makes one row; a withdrawn one gives the draft free again.
  draft_id bigint not null references draft,
  interaction_id bigint references interaction,
  agent_id bigint not null references agent,
  mail_id bigint not null references mail,
  mail_server_id bigint not null references mail_server,
  state text not null check (
    state in ('queued', 'sending', 'data-sent', 'accepted', 'rejected', 'uncertain', 'withdrawn')
  ),
  message_id text not null,
  envelope_from text not null,
  envelope_to text[] not null,
  queued_at timestamptz not null default now(),
  not_before timestamptz not null,
  attempts int not null default 0,
  last_error text,
  settled_at timestamptz,
  sent_copy text not null default 'none' check (sent_copy in ('none', 'pending', 'stored', 'failed')),
  unique (tenant_id, message_id)
);
create unique index outgoing_of_draft on outgoing (draft_id) where state <> 'withdrawn';
create index outgoing_unsettled on outgoing (state) where state in ('queued', 'sending', 'data-sent', 'uncertain', 'rejected');

-- What the screens are told. Revisions rise in commit order within a tenant: the writer holds the tenant's
-- advisory lock from the insert to the commit.
create table event (
  tenant_id bigint not null references tenant,
  revision bigint not null,
  at timestamptz not null default now(),
  -- Who may see it: a group's agents and team leads, one agent, or (both null) the whole tenant.
  service_group_id bigint references service_group,
  agent_id bigint references agent,
  payload jsonb not null,
  primary key (tenant_id, revision)
);

-- Who changed what, and every step of a mail and an interaction. Written in the transaction of the change.
create table audit (
  id bigint generated always as identity primary key,
  tenant_id bigint references tenant,
  at timestamptz not null default now(),
  -- An agent's login, `configuration`, or `system`.
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_by_subject on audit (subject, id);
