-- Whether each mail of the group has a return path of its own (VERP), by which returned mail finds it.
alter table service_group add column own_return_path boolean not null default false;

alter table mail drop constraint mail_parent_found_by_check, add constraint mail_parent_found_by_check check (
  parent_found_by in ('message-id', 'envelope-id', 'return-path', 'reference', 'recipient')
);
