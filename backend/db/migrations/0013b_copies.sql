-- One mail to several service accesses may become one for each (G18): copies of the same bytes, made in the transaction
-- that takes the mail in.
alter table mail add column copy_of bigint references mail;
alter table mail add column copy_for text;
create unique index mail_copy on mail (copy_of, copy_for) where copy_of is not null;
