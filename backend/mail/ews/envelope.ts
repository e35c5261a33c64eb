import { type EwsServer, impersonatedBy } from './ews-account.ts';
import { tag, type Xml } from './request-xml.ts';

const namespaces = {
  'xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/',
  'xmlns:t': 'http://schemas.microsoft.com/exchange/services/2006/types',
  'xmlns:m': 'http://schemas.microsoft.com/exchange/services/2006/messages',
};
/** The first to keep read receipts back. Newer servers answer to it as well. */
const schemaVersion = 'Exchange2013_SP1';

/** The whole request for an operation, with whom the account acts for. */
export function writeEnvelope(server: EwsServer, operation: Xml): string {
  const mailbox = impersonatedBy(server);
  const impersonation =
    mailbox === null
      ? []
      : [
          tag(
            't:ExchangeImpersonation',
            {},
            tag('t:ConnectingSID', {}, tag('t:PrimarySmtpAddress', {}, mailbox)),
          ),
        ];
  const header = tag(
    'soap:Header',
    {},
    tag('t:RequestServerVersion', { Version: schemaVersion }),
    ...impersonation,
  );
  return `<?xml version="1.0" encoding="utf-8"?>${tag('soap:Envelope', namespaces, header, tag('soap:Body', {}, operation)).source}`;
}

/** What an operation is called, for the protocol log. */
export function nameOf({ source }: Xml): string {
  return /^<m:(\w+)/.exec(source)?.[1] ?? '';
}
