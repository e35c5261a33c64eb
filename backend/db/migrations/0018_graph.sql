-- How far a mailbox of Microsoft Graph has been read: the link that asks for what has changed since. Written once all
-- that came before it is stored; without one the folder is listed anew, and known mails are passed over.
create table graph_position (
  mail_server_id bigint not null references mail_server,
  -- Mailbox and folder, as a URL.
  folder text not null,
  link text not null,
  primary key (mail_server_id, folder)
);
