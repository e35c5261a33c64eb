import type { Pop3Server } from '../../../contract/domain/mail-server.ts';

/** The port of a POP3 server where none is configured: 995 with SSL, else 110. */
export function pop3Port(server: Pick<Pop3Server, 'port' | 'security'>): number {
  return server.port ?? (server.security === 'ssl' ? 995 : 110);
}
