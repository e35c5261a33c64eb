import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { graphMailbox, graphSender } from '../../contract/domain/mail-server.ts';
import { type GraphFault, type GraphServerStandIn, startGraphServer } from '../world/graph-server.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { queueReply } from '../world/queue-reply.ts';
import { startTokenAuthority } from '../world/token-authority.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

const user = 'help@desk.example';
const ways = [
  { action: 'mark-seen' },
  { action: 'move', folder: 'Processed' },
  { action: 'trash' },
  { action: 'delete' },
  { action: 'keep' },
] as const;
type Way = (typeof ways)[number];
/** How many requests go wrong in one round. */
const misfortunes = 14;

/**
 * Mails come into a mailbox of Microsoft Graph and replies leave by it, while requests are throttled, refused and cut
 * off, positions expire, tokens are refused, and the backend is killed again and again, alone and with its database.
 * At the end what was brought is held against the database, the mailbox and what was sent.
 */
export async function runGraphRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const way = random.pick<Way>(ways);
  const faults = planFaults(random, settings.faults);
  const shares = divide(settings.mails, faults.length + 1);
  const trouble = makeTrouble(seedRandom(settings.seed + 1));

  await using authority = await startTokenAuthority();
  await using graph = await startGraphServer({
    mailboxes: [user],
    // Faults strike between.
    pause: () => random.between(0, 10),
    fault: ({ path }) => trouble.next(path, () => graph.expireStates()),
  });
  await using backend = await openKillableBackend({ env: { TEST_SECRET: 'secret' } });
  await backend.apply(describeDesk(graph.url, authority.url, way));
  await backend.start();
  const connection = await backend.findDatabase();
  // Only puts jobs in; the backend works on them.
  const jobs = await startJobs(connection, () => undefined);
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => jobs,
    () => undefined,
  );
  try {
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) {
        graph.mailbox(user).add('inbox', Buffer.from(composeMail(number, { to: user })));
        await queueOnce(db, number);
      }
    };
    await bring(0);
    await inflictFaults(backend, faults, bring);
    trouble.end();
    const last = Date.now();
    await waitUntil(
      async () => (await countUnfinished(db, graph, settings.mails)) === 0,
      async () => `${await countUnfinished(db, graph, settings.mails)} mails and replies are unfinished`,
      180_000,
    );
    const sending = await judgeSending(db, graph, settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems: [...(await judgeIntake(db, graph, way, settings.mails)), ...sending.problems],
      remarks: `${way.action}, ${sending.remarks}`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-30_000)}`, { cause: error });
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
  }
}

function makeTrouble(random: SeededRandom) {
  const kinds: readonly [GraphFault, ...GraphFault[]] = [
    { status: 429, code: 'ApplicationThrottled', headers: { 'retry-after': '1' } },
    { status: 503, code: 'ErrorServerBusy', headers: { 'retry-after': '0' } },
    { status: 401, code: 'InvalidAuthenticationToken' },
    { status: 500, code: 'ErrorInternalServerError' },
    { status: 504, code: 'UnknownError' },
    { cut: 'before' },
    { cut: 'after' },
    { cut: 'within' },
  ];
  let left = misfortunes;
  return {
    next(path: string, expire: () => void): GraphFault | undefined {
      if (left <= 0 || random.next() > 0.08) return undefined;
      left -= 1;
      if (path.includes('$deltatoken=')) {
        expire();
        return undefined;
      }
      return random.pick(kinds);
    },
    end() {
      left = 0;
    },
  };
}

function describeDesk(url: string, authority: string, afterStoring: Way) {
  const account = {
    protocol: 'graph' as const,
    url,
    user,
    oauth: {
      tenantAuthority: authority,
      directoryId: 'desk.example',
      clientId: 'app',
      clientSecret: '${TEST_SECRET}',
    },
  };
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [
          {
            key: 'main',
            incoming: graphMailbox.parse({ ...account, pollSeconds: 1, afterStoring }),
            outgoing: graphSender.parse(account),
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}

const nameOf = (number: number): string => `out-${number}`;

/** As an agent who presses the button again after an error: the Message-ID is there once, whatever was committed. */
async function queueOnce(db: Database, number: number): Promise<void> {
  await waitUntil(
    async () => {
      const there = await db.kysely
        .selectFrom('outgoing')
        .select('id')
        .where('message_id', '=', `<mail-${nameOf(number)}@example.com>`)
        .executeTakeFirst();
      if (there) return true;
      const tenant = await db.kysely
        .selectFrom('mail_server')
        .innerJoin('service_group', 'service_group.tenant_id', 'mail_server.tenant_id')
        .innerJoin('agent', 'agent.tenant_id', 'mail_server.tenant_id')
        .select([
          'mail_server.tenant_id as tenantId',
          'mail_server.id as serverId',
          'service_group.id as groupId',
          'agent.id as agentId',
        ])
        .where('service_group.key', '=', 'help')
        .executeTakeFirstOrThrow();
      await queueReply(db, tenant, tenant.agentId, { number: nameOf(number), from: user });
      return true;
    },
    () => `reply ${number} could not be queued`,
  );
}

/** Counts what is not done with yet, and has replies that wait for their next attempt tried at once. */
async function countUnfinished(db: Database, graph: GraphServerStandIn, mails: number): Promise<number> {
  const done = await db.kysely
    .selectFrom('mailbox_message')
    .innerJoin('interaction', 'interaction.mail_id', 'mailbox_message.mail_id')
    .where('mailbox_message.disposed_at', 'is not', null)
    .select('mailbox_message.mail_id')
    .distinct()
    .execute();
  const open = await db.kysely
    .selectFrom('outgoing')
    .select(['id', 'state', 'not_before', 'message_id'])
    .where('state', 'in', ['queued', 'sending', 'data-sent', 'uncertain'])
    .execute();
  const waiting = open.filter(({ state, not_before }) => state === 'queued' && not_before > new Date());
  for (const { id } of waiting) {
    await db.transaction('test', async (tx) => {
      await tx.sql.updateTable('outgoing').set({ not_before: new Date() }).where('id', '=', id).execute();
      tx.enqueue('send', { outgoingId: id });
    });
  }
  // What was sent is found among the sent mails at the next look.
  const unfinished = open.filter(
    ({ state, message_id }) => state !== 'uncertain' || countSent(graph, message_id) > 0,
  );
  return Math.max(0, mails - done.length) + unfinished.length;
}

function countSent({ sent }: GraphServerStandIn, messageId: string): number {
  return sent.filter(({ raw }) => `<mail-${readMailNumber(raw)}@example.com>` === messageId).length;
}

/** Every mail once, and the mailbox as the configuration wants it. */
async function judgeIntake(
  { kysely }: Database,
  graph: GraphServerStandIn,
  { action }: Way,
  mails: number,
): Promise<string[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .innerJoin('interaction', 'interaction.mail_id', 'mail.id')
    .where('mail.direction', '=', 'in')
    .select('blob.bytes')
    .execute();
  const found = rows.map(({ bytes }) => readMailNumber(bytes));
  const problems: string[] = [];
  for (let number = 1; number <= mails; number++) {
    const times = found.filter((one) => one === String(number)).length;
    if (times !== 1) problems.push(`mail ${number} is there ${times} times`);
  }
  if (found.length > mails) problems.push(`${found.length} interactions of ${mails} mails`);
  const inbox = graph.mailbox(user).list('inbox');
  const left =
    action === 'mark-seen' ? inbox.filter(({ isRead }) => !isRead) : action === 'keep' ? [] : inbox;
  return [...problems, ...left.map(({ raw }) => `mail ${readMailNumber(raw)} is left in the Inbox`)];
}

/** Accepted means sent once, uncertain not at all; nothing else is left, also not in the Drafts. */
async function judgeSending(
  { kysely }: Database,
  graph: GraphServerStandIn,
  mails: number,
): Promise<{ readonly problems: readonly string[]; readonly remarks: string }> {
  const rows = await kysely.selectFrom('outgoing').select(['message_id', 'state', 'last_error']).execute();
  const problems: string[] = [];
  const states = new Map<string, number>();
  for (let number = 1; number <= mails; number++) {
    const messageId = `<mail-${nameOf(number)}@example.com>`;
    const row = rows.find(({ message_id }) => message_id === messageId);
    const times = countSent(graph, messageId);
    const state = row?.state ?? 'missing';
    states.set(state, (states.get(state) ?? 0) + 1);
    const kept = state === 'accepted' ? times === 1 : state === 'uncertain' && times === 0;
    if (!kept) problems.push(`reply ${number} is ${state} (${row?.last_error}) and was sent ${times} times`);
  }
  const uncertain = states.get('uncertain') ?? 0;
  const drafts = graph.mailbox(user).list('drafts').length;
  if (drafts > uncertain) problems.push(`${drafts} drafts are left of ${uncertain} uncertain replies`);
  return { problems, remarks: [...states].map(([state, count]) => `${count} ${state}`).join(', ') };
}
