-- An import passes over what the archive holds already, by its content.
create index mail_by_content on mail (tenant_id, source_sha256);
