import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { OutgoingId } from '../../contract/domain/ids.ts';
import { outgoingServer } from '../../contract/domain/mail-server.ts';
import { openTestDatabase } from '../../backend/db/test-database.ts';
import { tagReturnPath } from '../../backend/intake/returns/return-path.ts';
import { queueMails } from '../../backend/intake/take-in.ts';
import { readStored } from '../../backend/intake/test-intake.ts';
import { currentThreadingKey } from '../../backend/intake/threading/thread-token.ts';
import { createMailReader } from '../../backend/mail/mime/mail-reader.ts';
import { receiveMail } from '../../backend/mail/receive.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { readOutgoing } from '../../backend/mail/outbox/publish-outgoing.ts';
import { sendOutgoing } from '../../backend/mail/outbox/send-outgoing.ts';
import { configureTenant } from '../world/configured-tenant.ts';
import { startDovecot } from '../world/dovecot.ts';
import { startExim } from '../world/exim.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { addAgent, queueReply } from '../world/queue-reply.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';

const user = 'help@desk.example';
const customer = 'customer@desk.example';
const password = 'secret';

/** A desk on Dovecot that sends by Exim, and what comes back to it. */
async function openDesk() {
  const open = new AsyncDisposableStack();
  const dovecot = open.use(await startDovecot({ users: { [user]: password, [customer]: password } }));
  const sink = open.use(
    await startSmtpSink({
      fault: (at) => (at === 'rcpt' ? { at, code: 550, text: '5.1.1 nobody of that name' } : undefined),
    }),
  );
  const exim = open.use(
    await startExim({
      user,
      password,
      localDomain: 'desk.example',
      lmtpPort: dovecot.lmtpPort,
      relayPort: sink.port,
    }),
  );
  const { db } = open.use(await openTestDatabase({ jobs: true }));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-reports-'));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const locks = openSessionLocks(db);
  open.defer(locks.stop);
  const reader = createMailReader({ threads: 1 });
  open.defer(reader.stop);
  const tenant = await configureTenant(db, {
    outgoing: outgoingServer.parse({
      protocol: 'smtp',
      host: exim.host,
      port: exim.smtpPort,
      security: 'starttls',
      caFile: exim.caFile,
      user,
      password: '${MAIL_PASSWORD}',
    }),
  });
  const agentId = await addAgent(db, tenant);
  const account = open.use(await openImapAccount(dovecot, user, password));
  return {
    db,
    tenant,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
    queue: (number: string, to: string) => queueReply(db, tenant, agentId, { number, to: [to] }),
    send: (outgoingId: OutgoingId) =>
      sendOutgoing(
        {
          db,
          locks,
          log: pino({ level: 'silent' }),
          secrets: { resolve: () => password, baseFolder: folder },
        },
        { outgoingId },
      ),
    async untilReturned(): Promise<Buffer> {
      await expect.poll(async () => (await account.list()).length, { timeout: 30_000 }).toBe(1);
      return (await account.list())[0]?.raw ?? Buffer.alloc(0);
    },
    async takeIn(raw: Buffer) {
      const mailId = await db.transaction('system', (tx) =>
        receiveMail(tx, {
          tenantId: tenant.tenantId,
          raw,
          origin: { via: 'imap', server: 'main', account: user },
        }),
      );
      const read = await readStored(db, reader, mailId);
      if (!read) throw new Error('the mail is not there');
      const [item] = await queueMails(db, [read]);
      return { mailId, item, nature: read.content.nature };
    },
  };
}

test('a server that can is asked for reports, and what it reports stands on the timeline of the mail', async () => {
  await using desk = await openDesk();
  const id = await desk.queue('report', customer);
  await desk.db.kysely
    .updateTable('outgoing')
    .set({ envelope_id: 'an-envelope-id' })
    .where('id', '=', id)
    .execute();
  await desk.send(id);
  const { mailId, item, nature } = await desk.takeIn(await desk.untilReturned());
  expect(nature).toMatchObject({ kind: 'report', subjectMail: { envelopeId: 'an-envelope-id' } });
  expect(item).toBeNull();
  expect(await readOutgoing(desk.db.kysely, id)).toMatchObject({
    state: 'accepted',
    deliveries: [{ mailId, recipient: customer, action: 'delivered', final: true }],
  });
});

test('a mail that comes back to its own return path is known though nothing else of it comes back', async () => {
  await using desk = await openDesk();
  // Two went to the same recipient, so that the recipient does not tell which.
  const id = await desk.queue('returned', 'gone@elsewhere.example');
  await desk.queue('other', 'gone@elsewhere.example');
  const key = await currentThreadingKey(desk.db.kysely);
  const path = tagReturnPath(key, desk.tenant.tenantId, id, user);
  await desk.db.kysely.updateTable('outgoing').set({ envelope_from: path }).where('id', '=', id).execute();
  await desk.send(id);
  const returned = (await desk.untilReturned()).toString('latin1');
  expect(returned).toContain(path);
  // As a server that keeps nothing of what it returns: neither its header nor any name of it.
  const bare = returned.replace(/^(?:message-id|references|in-reply-to):.*(?:\r?\n[ \t].*)*\r?\n/gim, '');
  const { mailId, item, nature } = await desk.takeIn(Buffer.from(bare, 'latin1'));
  expect(nature).toMatchObject({ kind: 'ndr', subjectMail: { messageIds: [] } });
  expect(item).not.toBeNull();
  expect(await readOutgoing(desk.db.kysely, id)).toMatchObject({
    deliveries: [{ mailId, recipient: 'gone@elsewhere.example', action: 'failed', final: true }],
  });
});
