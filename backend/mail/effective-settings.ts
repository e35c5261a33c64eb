import { sql, type RawBuilder } from 'kysely';
import type { IncomingServer, OutgoingServer, ProxySettings } from '../../contract/domain/mail-server.ts';

/**
 * The settings of a mail server with the tenant's proxy in them where it has none of its own (G2). For queries that
 * join `tenant` with `mail_server`.
 */
export function effectiveIncoming(): RawBuilder<IncomingServer | null> {
  return withTenantProxy('mail_server.incoming');
}

/** @see effectiveIncoming */
export function effectiveOutgoing(): RawBuilder<OutgoingServer | null> {
  return withTenantProxy('mail_server.outgoing');
}

function withTenantProxy<T>(column: string): RawBuilder<T> {
  const settings = sql.ref(column);
  return sql<T>`case when ${settings} is null or tenant.proxy is null then ${settings}
    else jsonb_build_object('proxy', tenant.proxy) || ${settings} end`;
}

/** The same for settings that were read already. */
export function addTenantProxy<S extends { readonly proxy?: ProxySettings | undefined }>(
  settings: S,
  tenantProxy: ProxySettings | null,
): S {
  return tenantProxy === null || settings.proxy ? settings : { ...settings, proxy: tenantProxy };
}
