-- When the database was restored from a backup (`postroom restored`): mail from before that may have been answered since.
create table restored (at timestamptz primary key default now());
