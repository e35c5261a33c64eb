-- What a mail is (mailKind of the contract), and what filters on the way said of it (spamMark).
alter table mail add column kind text not null default 'message' check (
  kind in ('message', 'ndr', 'report', 'disposition', 'auto-reply', 'feedback', 'wrapped')
);
alter table mail add column spam jsonb;

-- The outgoing mail that a return message speaks of (G13), and by what it was found. Deleting it leaves the child (G6).
alter table mail add column parent_id bigint references mail on delete set null;
alter table mail add column parent_found_by text check (
  parent_found_by in ('message-id', 'envelope-id', 'reference', 'recipient')
);
create index mail_by_parent on mail (parent_id) where parent_id is not null;

-- What a return message says of each recipient, in its order (deliveryReport of the contract).
create table delivery_report (
  mail_id bigint not null references mail on delete cascade,
  position int not null,
  recipient text not null,
  action text not null,
  status text,
  diagnostic text not null,
  remote_mta text,
  final boolean not null,
  cause text,
  primary key (mail_id, position)
);

-- Its kind, and of a mail that could not be delivered whom it was for and why (failedDelivery of the contract).
alter table interaction add column kind text not null default 'message';
alter table interaction add column delivery jsonb;

-- ENVID of RFC 3461: comes back in reports that hold no Message-ID.
alter table outgoing add column envelope_id text;
create index outgoing_envelope_id on outgoing (tenant_id, envelope_id) where envelope_id is not null;
create index outgoing_by_mail on outgoing (mail_id);

-- Whether mail of the group asks to be told of its delivery (RFC 3461) and of being read (RFC 8098).
alter table service_group add column request_delivery_reports boolean not null default false;
alter table service_group add column request_read_receipts boolean not null default false;
