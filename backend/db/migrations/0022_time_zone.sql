-- The zone (IANA) in which dates and times are written into a tenant's mail; null: the server's.
alter table tenant add column time_zone text;
