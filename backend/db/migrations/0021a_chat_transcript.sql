-- A chat transcript is an automatic mail that an integration asks for (G15): mail_id is the transcript mail itself, cause
-- the integration's own name for the chat, by which asking again sends nothing more.
alter table automatic_mail drop constraint automatic_mail_purpose_check;
alter table automatic_mail add constraint automatic_mail_purpose_check
  check (purpose in ('confirmation', 'auto-reply', 'forward', 'chat-transcript'));
create unique index automatic_mail_transcript on automatic_mail (tenant_id, cause) where purpose = 'chat-transcript';
