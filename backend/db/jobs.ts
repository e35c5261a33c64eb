import type { Transaction } from 'kysely';
import { fromKysely, PgBoss, type JobResult } from 'pg-boss';
import type pg from 'pg';
import type { MailId, OutgoingId, AutomaticMailId } from '../../contract/domain/ids.ts';
import type { Schema } from './schema.ts';

/** Background work. Each is idempotent: it looks at the row it names and does what is still to do. */
export interface JobData {
  /** Read a received mail and make it an interaction. */
  'take-in': {
    readonly mailId: MailId;
    /** Bytes. */
    readonly size?: number;
  };
  /** Send an outbox row. */
  send: { readonly outgoingId: OutgoingId };
  /** Put the copy of a sent mail into the Sent folder. */
  'sent-copy': { readonly outgoingId: OutgoingId };
  /** Decide on a planned automatic mail, and send it or suppress it. */
  'automatic-mail': { readonly automaticMailId: AutomaticMailId };
  /** Put an expert's answer into the draft, and have the interaction offered again. */
  'expert-answer': { readonly mailId: MailId };
}
export type JobName = keyof JobData;

export interface JobOptions {
  /** Not before this instant. */
  readonly startAfter?: Date;
}

export interface NewJob extends JobOptions {
  readonly name: JobName;
  readonly data: JobData[JobName];
}

const queues: Record<JobName, { retryDelay: number; expireInSeconds: number }> = {
  'take-in': { retryDelay: 2, expireInSeconds: 120 },
  send: { retryDelay: 5, expireInSeconds: 600 },
  'sent-copy': { retryDelay: 30, expireInSeconds: 300 },
  'automatic-mail': { retryDelay: 5, expireInSeconds: 120 },
  'expert-answer': { retryDelay: 5, expireInSeconds: 120 },
};

/** Jobs are tried again with growing pauses, in seconds; what matters is the row, so none is given up soon. */
const patience = { retryLimit: 100, retryBackoff: true, retryDelayMax: 600 };

/**
 * Whoever works on a job says so every five seconds. One that a killed process took along, or whose outcome could not
 * be written because the database was away, is given to another after ten, found every ten: not only at its expiry.
 */
const heartbeat = { heartbeatSeconds: 10 };
const watch = { superviseIntervalSeconds: 10, monitorIntervalSeconds: 10 };

/** Fetch loops of a queue: a slow job holds up those it was fetched with, not the other loops'. */
const loops = 4;

export interface Jobs {
  /** In one statement for each queue. */
  readonly send: (trx: Transaction<Schema>, jobs: readonly NewJob[]) => Promise<void>;
  /**
   * Works on a queue, some jobs at a time; `run` rejects to have the job tried again.
   * @returns what ends this, after its running jobs have ended
   */
  readonly work: <N extends JobName>(
    name: N,
    concurrency: number,
    run: (data: JobData[N]) => Promise<void>,
  ) => Promise<() => Promise<void>>;
  /** Ends after the running jobs have ended. */
  readonly stop: () => Promise<void>;
}

/** pg-boss on the same database, in its own schema `jobs`; woken by NOTIFY, so a job starts within milliseconds. */
export async function startJobs(connection: pg.ClientConfig, onError: (error: Error) => void): Promise<Jobs> {
  const boss = new PgBoss({
    ...connection,
    schema: 'jobs',
    useListenNotify: true,
    ...watch,
    max: 4,
  } as ConstructorParameters<typeof PgBoss>[0]);
  boss.on('error', onError);
  await boss.start();
  for (const [name, options] of Object.entries(queues)) {
    await boss.createQueue(name, { ...patience, ...heartbeat, ...options, notify: true });
    // A queue that an older version made keeps its options otherwise.
    await boss.updateQueue(name, { ...patience, ...heartbeat, ...options, notify: true });
  }
  return {
    async send(trx, jobs) {
      for (const [name, some] of Map.groupBy(jobs, (job) => job.name)) {
        await boss.insert(
          name,
          some.map(({ data, startAfter }) => ({ data, ...(startAfter ? { startAfter } : {}) })),
          { db: fromKysely(trx) },
        );
      }
    },
    async work(name, concurrency, run) {
      const options = {
        // At least two, or a full fetch would not be told from a last one.
        batchSize: Math.max(2, Math.ceil(concurrency / loops)),
        localConcurrency: loops,
        perJobResults: true,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 1,
        // A notification tells of a job when it is made, not when its time has come.
        notifyPollingIntervalSeconds: 1,
      } as const;
      await boss.work<JobData[typeof name], unknown, typeof options>(name, options, (jobs) =>
        Promise.all(
          jobs.map(async ({ id, data }): Promise<JobResult> => {
            try {
              await run(data);
              return { id, status: 'completed' };
            } catch (cause) {
              onError(
                new Error(`the job ${name} ${JSON.stringify(data)} failed; it is tried again`, { cause }),
              );
              return { id, status: 'failed', output: { message: String(cause) } };
            }
          }),
        ),
      );
      return () => boss.offWork(name, { wait: true });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 20_000 });
    },
  };
}
