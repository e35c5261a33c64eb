import { Worker } from 'node:worker_threads';
import { type ReadLimits, type ReadMail, defaultReadLimits } from './mail-content.ts';
import type { ReadRequest, WorkerMessage } from './parse-worker.ts';
import { readMail } from './read-mail.ts';
import { readPlainly } from './read-plainly.ts';

export interface MailReaderOptions extends Partial<ReadLimits> {
  /** Mails read at the same time. */
  readonly threads: number;
  /** Default: 5000. */
  readonly timeoutMs?: number;
  /** Heap of a thread; what is larger is not read. Default: 512. */
  readonly memoryMb?: number;
}

export interface MailReader {
  /**
   * Reads a mail away from this thread. A mail that takes too long or too much memory ends only the thread that
   * reads it, and comes back as its header and beginning tell, with the reason among its problems.
   * @throws only once the reader is stopped, or if its threads cannot start at all
   */
  readonly read: (raw: Uint8Array) => Promise<ReadMail>;
  /** Ends the threads; what is still waiting is rejected. */
  readonly stop: () => Promise<void>;
}

interface Job {
  readonly raw: Uint8Array;
  readonly resolve: (mail: ReadMail) => void;
  readonly reject: (error: Error) => void;
}

/**
 * starting ──ready──► idle ──job──► reading ──mail──► idle
 *    │                                 │ time or memory used up
 *    └────────── ends ◄────────────────┘ (another thread is started when there is work for one)
 */
interface Thread {
  readonly worker: Worker;
  state: 'starting' | 'idle' | 'reading';
  job: Job | null;
  deadline: NodeJS.Timeout | null;
}

/** Threads that read hostile mail under limits of time, memory, size, depth and parts (threat 21 of mail parsers). */
export function createMailReader(options: MailReaderOptions): MailReader {
  const timeoutMs = options.timeoutMs ?? 5000;
  const memoryMb = options.memoryMb ?? 512;
  const limits: ReadLimits = {
    maxBytes: options.maxBytes ?? defaultReadLimits.maxBytes,
    maxDepth: options.maxDepth ?? defaultReadLimits.maxDepth,
    maxParts: options.maxParts ?? defaultReadLimits.maxParts,
  };
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let isStopped = false;

  function assign(): void {
    for (const thread of threads) {
      if (thread.state === 'idle') start(thread);
      if (waiting.length === 0) return;
    }
    const starting = [...threads].filter((thread) => thread.state === 'starting').length;
    if (threads.size < options.threads && starting < waiting.length) open();
  }

  function start(thread: Thread): void {
    const job = waiting.shift();
    if (!job) return;
    thread.state = 'reading';
    thread.job = job;
    // The mail's own bytes stay here, for what is left to do if the thread has to be ended.
    const raw = new Uint8Array(job.raw);
    thread.worker.postMessage({ raw } satisfies ReadRequest, [raw.buffer]);
    thread.deadline = setTimeout(() => {
      const seconds = timeoutMs / 1000;
      close(thread, `The mail could not be read within ${seconds} s; only its header and beginning were.`);
    }, timeoutMs);
  }

  function open(): void {
    const worker = new Worker(new URL('parse-worker.ts', import.meta.url), {
      workerData: limits,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    });
    const thread: Thread = { worker, state: 'starting', job: null, deadline: null };
    threads.add(thread);
    worker.on('message', (message: WorkerMessage) => {
      if (thread.deadline) clearTimeout(thread.deadline);
      const job = thread.job;
      thread.job = null;
      thread.state = 'idle';
      if (message.state === 'read') job?.resolve(message.mail);
      assign();
    });
    worker.on('error', (error: Error) => {
      // A thread that never came up would not come up the next time either.
      if (thread.state === 'starting') for (const job of waiting.splice(0)) job.reject(error);
      close(
        thread,
        'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `Reading the mail took more than ${memoryMb} MB of memory; only its header and beginning were read.`
          : `The mail could not be read (${error.message.slice(0, 200)}); only its header and beginning were.`,
      );
    });
    worker.on('exit', () =>
      close(thread, 'Reading the mail ended unexpectedly; only its header and beginning were read.'),
    );
  }

  /** Ends a thread, at most once, and answers its mail with what can be told without it. */
  function close(thread: Thread, reason: string): void {
    if (!threads.delete(thread)) return;
    if (thread.deadline) clearTimeout(thread.deadline);
    void thread.worker.terminate();
    thread.job?.resolve(readPlainly(thread.job.raw, reason));
    assign();
  }

  return {
    read(raw) {
      if (isStopped) return Promise.reject(new Error('the mail reader is stopped'));
      // Such a mail is only looked at, which takes no thread.
      if (raw.length > limits.maxBytes) return Promise.resolve(readMail(raw, limits));
      return new Promise((resolve, reject) => {
        waiting.push({ raw, resolve, reject });
        assign();
      });
    },
    async stop() {
      isStopped = true;
      const open = [...threads];
      threads.clear();
      const jobs = [...waiting.splice(0), ...open.flatMap((thread) => thread.job ?? [])];
      for (const job of jobs) job.reject(new Error('the mail reader was stopped'));
      for (const thread of open) if (thread.deadline) clearTimeout(thread.deadline);
      await Promise.all(open.map((thread) => thread.worker.terminate()));
    },
  };
}
