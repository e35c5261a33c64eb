-- Local parts of senders whose mail with a returned mail in it is a report of non-delivery (G10).
alter table tenant add column ndr_senders text[] not null default '{mailer-daemon,postmaster,mmdf}';
