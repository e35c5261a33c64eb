-- A template has a version for each culture, and one without (M15, M17). Groups name templates; which version is taken
-- depends on the mail.
alter table template drop constraint template_tenant_id_name_key;
alter table template add unique nulls not distinct (tenant_id, name, culture);

alter table service_group add column template text;
update service_group set template = (select name from template where id = template_id);
alter table service_group drop column template_id;
