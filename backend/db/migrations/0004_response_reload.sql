-- What was read of a response file last, good or not: the hash of it with the files that it attaches, and when the
-- newest of them was modified. Both null where it was written into the configuration.
alter table response_file add column read_sha256 text, add column read_modified_at timestamptz;
