-- How far a folder has been read by Exchange Web Services: the state that asks for what has changed since. Written once
-- all that came before it is stored; without one, or where Exchange knows it no more, the folder is listed anew, and
-- known mails are passed over.
create table ews_sync_state (
  mail_server_id bigint not null references mail_server,
  -- Mailbox and folder, as a URL.
  folder text not null,
  state text not null,
  primary key (mail_server_id, folder)
);
