import type { AgentId } from '../../contract/domain/ids.ts';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import type { ConfiguredTenant } from '../world/configured-tenant.ts';
import { queueReply } from '../world/queue-reply.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

/**
 * Replies are put into the outbox while the backend that sends them is killed again and again, alone and with its
 * database. At the end what the SMTP server has got is held against what the rows say: accepted means once,
 * uncertain at most once, and nothing is left between.
 */
export async function runOutboxRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const faults = planFaults(random, settings.faults);
  const shares = divide(settings.mails, faults.length + 1);

  // A server takes its time before and after it has a message, so that faults strike between.
  const pauses = seedRandom(settings.seed + 1);
  await using sink = await startSmtpSink({
    pause: () => pauses.between(0, 60),
  });
  await using backend = await openKillableBackend({});
  await backend.apply(describeDesk(sink));
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
    const { tenant, agentId } = await readDesk(db);
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) await queueOnce(db, tenant, agentId, number);
    };
    await bring(0);
    await inflictFaults(backend, faults, bring);
    const last = Date.now();
    await waitUntil(
      async () => (await countUnsettled(db)) === 0,
      async () => `${await countUnsettled(db)} replies are not settled`,
      180_000,
    );
    const settledAfterSeconds = (Date.now() - last) / 1000;
    const { problems, states } = await judge(db, sink, settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems,
      remarks: Object.entries(states)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds,
    };
  } catch (error) {
    throw new Error(
      `seed ${settings.seed}, ${faults.map(({ fault, after, starting }) => `${fault} ${after} ${starting}`).join(', ')}
${backend.log().slice(-30_000)}`,
      { cause: error },
    );
  } finally {
    await jobs.stop().catch(() => undefined);
    await db.close();
  }
}

function describeDesk({ host, port }: SmtpSink) {
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
            outgoing: { protocol: 'smtp' as const, host, port, security: 'none' as const, sentCopy: false },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}

async function readDesk({ kysely }: Database): Promise<{ tenant: ConfiguredTenant; agentId: AgentId }> {
  const tenant = await kysely
    .selectFrom('mail_server')
    .innerJoin('service_group', 'service_group.tenant_id', 'mail_server.tenant_id')
    .select([
      'mail_server.tenant_id as tenantId',
      'mail_server.id as serverId',
      'service_group.id as groupId',
    ])
    .where('service_group.key', '=', 'help')
    .executeTakeFirstOrThrow();
  const { id } = await kysely.selectFrom('agent').select('id').executeTakeFirstOrThrow();
  return { tenant, agentId: id };
}

/** As an agent who presses the button again after an error: the Message-ID is there once, whatever was committed. */
async function queueOnce(
  db: Database,
  tenant: ConfiguredTenant,
  agentId: AgentId,
  number: number,
): Promise<void> {
  await waitUntil(
    async () => {
      const there = await db.kysely
        .selectFrom('outgoing')
        .select('id')
        .where('message_id', '=', `<mail-${number}@example.com>`)
        .executeTakeFirst();
      if (!there) await queueReply(db, tenant, agentId, { number });
      return true;
    },
    () => `reply ${number} could not be queued`,
  );
}

async function countUnsettled({ kysely }: Database): Promise<number> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select('id')
    .where('state', 'in', ['queued', 'sending', 'data-sent'])
    .execute();
  return rows.length;
}

async function judge(
  { kysely }: Database,
  sink: SmtpSink,
  mails: number,
): Promise<{ readonly problems: readonly string[]; readonly states: Readonly<Record<string, number>> }> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select(['id', 'message_id', 'state', 'last_error'])
    .execute();
  const problems: string[] = [];
  const states: Record<string, number> = {};
  for (let number = 1; number <= mails; number++) {
    const messageId = `<mail-${number}@example.com>`;
    const row = rows.find((one) => one.message_id === messageId);
    const deliveries = sink.messages.filter((message) => message.messageId === messageId).length;
    if (!row) {
      problems.push(`reply ${number} is not in the outbox`);
      continue;
    }
    const state = row.state === 'uncertain' ? `uncertain (${deliveries ? '' : 'not '}delivered)` : row.state;
    states[state] = (states[state] ?? 0) + 1;
    const kept =
      row.state === 'accepted'
        ? deliveries === 1
        : row.state === 'uncertain' && deliveries <= 1 && row.last_error !== null;
    if (!kept) problems.push(`reply ${number} is ${row.state} and was delivered ${deliveries} times`);
  }
  return { problems, states };
}
