-- What Postroom found out about a mail, by key: `_AttachmentFileNames`, `_WrappingMessageReason` and others.
alter table mail add column attached_data jsonb not null default '{}';

-- Domain of the sender of a wrapping message whose own sender cannot be read; null for none of the tenant's.
alter table tenant add column default_domain text;
