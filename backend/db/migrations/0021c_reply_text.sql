-- What the sender wrote anew, without quotes and signature; null where that is all of the text, or was not looked for.
alter table mail add column reply_text text;
