import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { outgoingServer } from '../../contract/domain/mail-server.ts';
import { openTestDatabase } from '../../backend/db/test-database.ts';
import { queueMails, readReceived } from '../../backend/intake/take-in.ts';
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

test('a server that can is asked for reports, and what it reports stands on the timeline of the mail', async () => {
  await using dovecot = await startDovecot({ users: { [user]: password, [customer]: password } });
  await using sink = await startSmtpSink();
  await using exim = await startExim({
    user,
    password,
    localDomain: 'desk.example',
    lmtpPort: dovecot.lmtpPort,
    relayPort: sink.port,
  });
  await using world = await openTestDatabase({ jobs: true });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-reports-'));
  const locks = openSessionLocks(world.db);
  const reader = createMailReader({ threads: 1 });
  try {
    const tenant = await configureTenant(world.db, {
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
    const agentId = await addAgent(world.db, tenant);
    const id = await queueReply(world.db, tenant, agentId, { number: 'report', to: [customer] });
    await world.db.kysely
      .updateTable('outgoing')
      .set({ envelope_id: 'an-envelope-id' })
      .where('id', '=', id)
      .execute();
    await sendOutgoing(
      {
        db: world.db,
        locks,
        log: pino({ level: 'silent' }),
        secrets: { resolve: () => password, baseFolder: folder },
      },
      { outgoingId: id },
    );

    await using account = await openImapAccount(dovecot, user, password);
    await expect.poll(async () => (await account.list()).length, { timeout: 30_000 }).toBe(1);
    const [report] = await account.list();
    const mailId = await world.db.transaction('system', (tx) =>
      receiveMail(tx, {
        tenantId: tenant.tenantId,
        raw: report?.raw ?? Buffer.alloc(0),
        origin: { via: 'imap', server: 'main', account: user },
      }),
    );
    const read = await readReceived(world.db, reader, mailId);
    expect(read?.content.nature).toMatchObject({
      kind: 'report',
      subjectMail: { envelopeId: 'an-envelope-id' },
    });
    expect(read && (await queueMails(world.db, [read]))).toEqual([null]);
    expect(await readOutgoing(world.db.kysely, id)).toMatchObject({
      state: 'accepted',
      deliveries: [{ mailId, recipient: customer, action: 'delivered', final: true }],
    });
  } finally {
    await reader.stop();
    await locks.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
