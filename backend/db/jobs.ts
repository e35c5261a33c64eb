import type { Transaction } from 'kysely';
import { fromKysely, PgBoss } from 'pg-boss';
import type pg from 'pg';
import type { MailId, OutgoingId } from '../../contract/domain/ids.ts';
import type { JobOptions } from './database.ts';
import type { Schema } from './schema.ts';

/** Background work. Each is idempotent: it looks at the row it names and does what is still to do. */
export interface JobData {
  /** Read a received mail and make it an interaction. */
  'take-in': { readonly mailId: MailId };
  /** Send an outbox row. */
  send: { readonly outgoingId: OutgoingId };
  /** Put the copy of a sent mail into the Sent folder. */
  'sent-copy': { readonly outgoingId: OutgoingId };
}
export type JobName = keyof JobData;

const queues: Record<JobName, { retryLimit: number; retryDelay: number; expireInSeconds: number }> = {
  'take-in': { retryLimit: 20, retryDelay: 2, expireInSeconds: 120 },
  send: { retryLimit: 20, retryDelay: 5, expireInSeconds: 600 },
  'sent-copy': { retryLimit: 10, retryDelay: 30, expireInSeconds: 300 },
};

export interface Jobs {
  readonly send: <N extends JobName>(
    trx: Transaction<Schema>,
    name: N,
    data: JobData[N],
    options?: JobOptions,
  ) => Promise<void>;
  /** Starts working on a queue; `run` rejects to have the job tried again. */
  readonly work: <N extends JobName>(
    name: N,
    concurrency: number,
    run: (data: JobData[N]) => Promise<void>,
  ) => Promise<void>;
  /** Ends after the running jobs have ended. */
  readonly stop: () => Promise<void>;
}

/** pg-boss on the same database, in its own schema `jobs`; woken by NOTIFY, so a job starts within milliseconds. */
export async function startJobs(connection: pg.ClientConfig, onError: (error: Error) => void): Promise<Jobs> {
  const boss = new PgBoss({
    ...connection,
    schema: 'jobs',
    useListenNotify: true,
    max: 4,
  } as ConstructorParameters<typeof PgBoss>[0]);
  boss.on('error', onError);
  await boss.start();
  for (const [name, options] of Object.entries(queues)) {
    await boss.createQueue(name, { ...options, notify: true });
  }
  return {
    async send(trx, name, data, options) {
      await boss.send(name, data, {
        db: fromKysely(trx),
        ...(options?.startAfter ? { startAfter: options.startAfter } : {}),
      });
    },
    async work(name, concurrency, run) {
      for (let worker = 0; worker < concurrency; worker++) {
        await boss.work<JobData[typeof name]>(
          name,
          { batchSize: 1, pollingIntervalSeconds: 2 },
          async (jobs) => {
            for (const job of jobs) await run(job.data);
          },
        );
      }
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 20_000 });
    },
  };
}
