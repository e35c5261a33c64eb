import { assertNever } from '../../../contract/assert-never.ts';
import type { OutgoingServer } from '../../../contract/domain/mail-server.ts';
import { mailAddress } from '../../../contract/domain/mail-address.ts';
import { deliverByEws } from '../ews/deliver-by-ews.ts';
import { deliverByGraph } from '../graph/deliver-by-graph.ts';
import { deliverBySmtp } from '../smtp-out/deliver-by-smtp.ts';
import { findHeaderFault } from './check-header.ts';
import type { Deliver, Delivery, Parcel } from './delivery.ts';

/** Hands one message to a server by the server's protocol, after the checks that go for all of them. */
export const handOver: Deliver<OutgoingServer> = async (
  server,
  credentials,
  parcel,
  beforeHandOver,
  context,
): Promise<Delivery> => {
  const fault = findFault(parcel);
  if (fault !== null) return { outcome: 'refused', words: fault };
  switch (server.protocol) {
    case 'smtp':
      return deliverBySmtp(server, credentials, parcel, beforeHandOver, context);
    case 'graph':
      return deliverByGraph(server, credentials, parcel, beforeHandOver, context);
    case 'ews':
      return deliverByEws(server, credentials, parcel, beforeHandOver, context);
    default:
      return assertNever(server);
  }
};

/** What no server is to be trusted with. */
function findFault({ from, to, raw }: Parcel): string | null {
  const malformed = [...(from === '' ? [] : [from]), ...to].find(
    (address) => !mailAddress.shape.address.safeParse(address).success,
  );
  if (malformed !== undefined)
    return `${JSON.stringify(malformed)} is not an address that mail can be sent to.`;
  const fault = findHeaderFault(raw);
  return fault === null ? null : `${fault} Such mail is not sent.`;
}
