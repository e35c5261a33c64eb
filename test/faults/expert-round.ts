import { sql } from 'kysely';
import type { InteractionId } from '../../contract/domain/ids.ts';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startJobs } from '../../backend/db/jobs.ts';
import { askExpert } from '../../backend/experts/ask-expert.ts';
import { pickInteraction } from '../../backend/routing/pick-interaction.ts';
import type { Viewer } from '../../backend/routing/viewer.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

const user = 'master@desk.example';
const password = 'secret';

/**
 * Experts answer numbered questions while backend and database are killed again and again. Each answer has to come into
 * the draft of the interaction that it was asked about, once, and that interaction has to wait for an agent again.
 */
export async function runExpertRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const faults = planFaults(seedRandom(settings.seed), settings.faults);
  const shares = divide(settings.mails, faults.length + 1);

  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using sink = await startSmtpSink({ without: ['STARTTLS'] });
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: password } });
  const { host, port } = sink;
  await backend.apply({
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        templates: [{ name: 'Expert', text: 'Hello,\n\n[ExtAgentReply]\n\nBye' }],
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap',
              host: dovecot.host,
              port: dovecot.imapPort,
              security: 'none',
              user,
              password: '${TEST_PASSWORD}',
            },
            outgoing: { protocol: 'smtp', host, port, security: 'none', sentCopy: false },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example', expertTemplate: 'Expert' }],
        serviceAccesses: [{ name: 'Help', address: 'help@desk.example', group: 'help' }],
        agents: [{ login: 'anna', groups: ['help'], capacity: 100 }],
      },
    ],
  });
  for (const number of shares.flat()) await account.append(composeMail(number));
  await backend.start();
  const connection = await backend.findDatabase();
  let asking = true;
  const jobs = await startJobs(connection, () => undefined);
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => (asking ? jobs : null),
    () => undefined,
  );
  try {
    const asked = await askAll(db, settings.mails);
    asking = false;
    await jobs.stop();
    const bring = async (share: number): Promise<void> => {
      for (const number of shares[share] ?? []) await account.append(answer(asked[number - 1]));
    };
    await bring(0);
    await inflictFaults(backend, faults, bring);
    const last = Date.now();
    await waitUntil(
      async () => (await countUnfinished(db, settings.mails)) === 0,
      async () => `${await countUnfinished(db, settings.mails)} answers are left`,
    );
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems: await judge(db, settings.mails),
      remarks: '',
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-30_000)}`, { cause: error });
  } finally {
    if (asking) await jobs.stop();
    await db.close();
  }
}

interface Asked {
  readonly id: InteractionId;
  /** Of the mail to the expert. */
  readonly messageId: string;
}

/** Once all customers' mails are there, an agent who is offline asks an expert about each. */
async function askAll(db: Database, mails: number): Promise<readonly Asked[]> {
  const queued = async () =>
    (await sql<{ id: InteractionId }>`select id from interaction where state = 'queued'`.execute(db.kysely))
      .rows;
  await waitUntil(
    async () => (await queued()).length === mails,
    async () => `${(await queued()).length} mails came of ${mails}`,
  );
  const { rows } = await sql<Viewer>`
    select a.tenant_id as "tenantId", a.id as "agentId", a.login, a.roles,
      array(select service_group_id::text from agent_group where agent_id = a.id) as "groupIds"
    from agent a`.execute(db.kysely);
  const [viewer] = rows;
  if (!viewer) throw new Error('there is no agent');
  for (const { id } of await queued()) {
    const { epoch } = await pickInteraction(db, viewer, id);
    const expert = { name: 'Eve', address: 'eve@law.example' };
    await askExpert(db, viewer, { id, epoch, expert, question: `About ${id}?` });
  }
  const asked = await sql<Asked>`
    select q.interaction_id as id, m.message_id as "messageId"
    from expert_question q join mail m on m.id = q.mail_id order by q.id`.execute(db.kysely);
  return asked.rows;
}

function answer(asked: Asked | undefined): string {
  if (!asked) throw new Error('nobody was asked that');
  return composeMail(`answer-${asked.id}`, {
    from: 'Eve <eve@law.example>',
    subject: 'Re: your question',
    headers: [`In-Reply-To: <${asked.messageId}>`],
    text: `The answer is ${asked.id}.\r\n\r\nOn Monday Help wrote:\r\n> About ${asked.id}?\r\n`,
  });
}

async function countUnfinished({ pool }: Database, mails: number): Promise<number> {
  const { rows } = await pool.query<{ readonly left: string }>(
    `select $1::int - (select count(*) from expert_answer where drafted_at is not null)
       + (select count(*) from mail where state = 'received')
       + (select count(*) from outgoing where state in ('queued', 'sending', 'data-sent')) as left`,
    [mails],
  );
  return Number(rows[0]?.left);
}

async function judge({ pool }: Database, mails: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{
    readonly id: string;
    readonly state: string;
    readonly answers: string;
    readonly drafts: string[];
  }>(
    `select i.id, i.state,
       (select count(*) from expert_question q join expert_answer e on e.question_id = q.id
         join interaction_mail im on im.mail_id = e.mail_id and im.interaction_id = i.id
         where q.interaction_id = i.id) as answers,
       array(select content ->> 'html' from draft where interaction_id = i.id) as drafts
     from interaction i order by i.id`,
  );
  const problems: string[] = [];
  if (rows.length !== mails) problems.push(`${rows.length} interactions came of ${mails} mails`);
  for (const { id, state, answers, drafts } of rows) {
    const wanted = `<p>Hello,</p><p>The answer is ${id}.</p><p>Bye</p>`;
    const [draft = ''] = drafts;
    const isRight = draft.startsWith(wanted) && draft.split('The answer is').length === 2;
    if (state !== 'queued') problems.push(`interaction ${id} is ${state}`);
    if (answers !== '1') problems.push(`interaction ${id} has ${answers} answers`);
    if (drafts.length !== 1 || !isRight)
      problems.push(`interaction ${id}: ${drafts.join(' | ').slice(0, 300)}`);
  }
  return problems;
}
