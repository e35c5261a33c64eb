-- True: only a person can mend it, so agents are warned at once.
alter table connection_health add column lasting boolean not null default false;

-- What agents are warned of at present, so that each warning is told once, and told again when it is over.
create table mail_warning (
  mail_server_id bigint not null references mail_server,
  direction text not null check (direction in ('in', 'out')),
  -- failing: the server does not let us in. no-contact: nobody has spoken to it. quiet: no mail comes.
  reason text not null check (reason in ('failing', 'no-contact', 'quiet')),
  since timestamptz not null,
  problem text not null,
  primary key (mail_server_id, direction)
);

-- The newest mail of each mailbox.
create index mailbox_message_newest on mailbox_message (mail_server_id, mail_id desc);
