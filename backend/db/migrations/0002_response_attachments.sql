-- Where the response file was read, absolute; null where it was written into the configuration.
alter table response_file add column path text;

-- The files that its responses attach (M22), by the path that it names them with. They belong to `source`.
create table response_attachment (
  response_file_id bigint not null references response_file,
  href text not null,
  name text not null,
  type text not null,
  size int not null,
  sha256 text not null references blob,
  primary key (response_file_id, href)
);
