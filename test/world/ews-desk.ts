import { type EwsMailbox, ewsMailbox } from '../../contract/domain/mail-server.ts';
import type { TestDatabase } from '../../backend/db/test-database.ts';
import type { EwsMailboxStore } from './ews-mailbox.ts';
import { type EwsStandIn, type EwsStandInSettings, startEwsServer } from './ews-server.ts';
import { type MailboxReading, readMailbox } from './mailbox-reading.ts';

export const ewsUser = 'master@desk.example';

/** A mailbox of the stand-in for Exchange, and how it is read. */
export interface EwsDesk extends AsyncDisposable {
  readonly exchange: EwsStandIn;
  readonly store: EwsMailboxStore;
  readonly incoming: EwsMailbox;
  /** Begins to read, as the backend that was stopped before where there was one. */
  readonly read: () => Promise<MailboxReading>;
}

let desks = 0;
export async function openEwsDesk(
  world: TestDatabase,
  more: Partial<EwsMailbox> = {},
  settings: EwsStandInSettings = {},
): Promise<EwsDesk> {
  const open = new AsyncDisposableStack();
  const exchange = open.use(await startEwsServer({ users: { [ewsUser]: 'secret' }, ...settings }));
  const incoming = ewsMailbox.parse({
    protocol: 'ews',
    url: exchange.url,
    user: ewsUser,
    password: '${TEST_PASSWORD}',
    pollSeconds: 1,
    ...more,
  });
  const key = `ews-${++desks}`;
  let tenant: MailboxReading['tenant'] | undefined;
  return {
    exchange,
    incoming,
    store: exchange.mailbox(incoming.mailbox ?? ewsUser),
    async read() {
      const reading = open.use(await readMailbox(world, incoming, tenant ? { tenant } : { key }));
      tenant = reading.tenant;
      return reading;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
