import { expect, test } from 'vitest';
import { incomingServer } from '../../contract/domain/mail-server.ts';
import { openDatabase } from '../../backend/db/database.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { startPop3StandIn } from '../world/pop3-stand-in.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';

const user = 'help@desk.example';

/** What the server does when the backend is killed: how far it has come with the mails is told by the command. */
const moments = [
  { command: 'RETR 2', what: 'while it reads the second mail' },
  { command: 'DELE 1', what: 'between its commit and the first deletion' },
  { command: 'DELE 2', what: 'between two deletions' },
  { command: 'QUIT', what: 'before the server deletes' },
  { command: 'QUIT', what: 'after the server has deleted', deletes: true },
] as const;

test('a backend that is killed at any step of a POP3 session takes each mail in once and leaves none', async () => {
  let moment: (typeof moments)[number] | null = null;
  let killed = Promise.withResolvers<void>();
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: 'secret' } });
  await using server = await startPop3StandIn({
    async answer(line, { socket }) {
      if (line !== moment?.command) return null;
      if ('deletes' in moment) server.mails.splice(0);
      moment = null;
      await backend.kill();
      socket().destroy();
      killed.resolve();
      return '';
    },
  });
  await backend.apply(describeDesk(server));
  await backend.start();
  const connection = await backend.findDatabase();
  const db = openDatabase(
    { connection, poolSize: 1 },
    () => null,
    () => undefined,
  );
  const readNumbers = async (): Promise<readonly string[]> => {
    const rows = await db.kysely
      .selectFrom('interaction')
      .innerJoin('mail', 'mail.id', 'interaction.mail_id')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select('blob.bytes')
      .execute();
    return rows.map(({ bytes }) => readMailNumber(bytes) ?? '?').toSorted((a, b) => (a < b ? -1 : 1));
  };
  const expected: string[] = [];
  try {
    for (const [round, next] of moments.entries()) {
      killed = Promise.withResolvers();
      moment = next;
      for (const name of [`${round}-a`, `${round}-b`]) {
        expected.push(name);
        server.mails.push({ uid: name, raw: composeMail(name, { to: user }) });
      }
      await killed.promise;
      await backend.start();
      await waitUntil(
        async () => server.mails.length === 0 && (await readNumbers()).length >= expected.length,
        () => `${next.what}: ${server.commands.slice(-20).join(', ')}\n${backend.log().slice(-3000)}`,
      );
      expect({ [next.what]: await readNumbers() }).toEqual({ [next.what]: expected });
    }
  } finally {
    await db.close();
  }
});

function describeDesk({ host, port }: { readonly host: string; readonly port: number }) {
  const incoming = incomingServer.parse({
    protocol: 'pop3',
    host,
    port,
    security: 'none',
    user,
    password: '${TEST_PASSWORD}',
    pollSeconds: 1,
    afterStoring: { action: 'delete' },
  });
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [{ key: 'main', incoming }],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
      },
    ],
  };
}
