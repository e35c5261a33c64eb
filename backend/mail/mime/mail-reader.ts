import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ReadLimits, type ReadMail, defaultReadLimits } from './mail-content.ts';
import type { ReadRequest, WorkerMessage } from './parse-worker.ts';
import { processorTime } from './processor-time.ts';
import { readMail } from './read-mail.ts';
import { noDomain, wrapMail } from './wrap-mail.ts';

export interface MailReaderOptions extends Partial<ReadLimits> {
  /** Mails read at the same time. */
  readonly threads: number;
  /**
   * Of all attempts at one mail, both by the clock and of processor time: on a busy machine a mail waits for its turn and
   * is not to blame. Ten times as much by the clock ends it anyway. Default: 4000.
   */
  readonly timeoutMs?: number;
  /** Heap for reading one mail; what needs more is not read. Default: 512. */
  readonly memoryMb?: number;
}

export interface MailReader {
  /**
   * Reads a mail away from this process. A mail that takes too long or too much memory ends only the process that
   * reads it, and comes back as a wrapping message with the reason (G8).
   * @param defaultDomain of the sender of a wrapping message whose own cannot be read
   * @param maxBytes in place of the reader's: what its server lets in (G5)
   * @throws only once the reader is stopped, or if its processes cannot start at all
   */
  readonly read: (raw: Uint8Array, defaultDomain?: string, maxBytes?: number) => Promise<ReadMail>;
  /** Ends the processes; what is still waiting is rejected. */
  readonly stop: () => Promise<void>;
}

interface Job {
  readonly raw: Uint8Array;
  readonly defaultDomain: string;
  readonly limits: ReadLimits;
  readonly resolve: (mail: ReadMail) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
  /** Milliseconds spent in former attempts. */
  spent: number;
}

/**
 * starting ──ready──► idle ──job──► reading ──mail──► idle
 *    │                                 │ time or memory used up
 *    └────────── ends ◄────────────────┘ (another one is started when there is work for it)
 */
interface Slot {
  readonly child: ChildProcess;
  state: 'starting' | 'idle' | 'reading';
  job: Job | null;
  startedAt: number;
  /** Its processor time then; null where the system does not tell. */
  processorAtStart: number | null;
  deadline: NodeJS.Timeout | null;
}

const large = 1024 * 1024;

/** How many times its processor time a mail may take by the clock. */
const patience = 10;

function isLarge(job: Job | null): boolean {
  return job !== null && job.raw.length > large;
}

const program = fileURLToPath(new URL('parse-worker.ts', import.meta.url));

/**
 * Processes that read hostile mail under limits of time, memory, size, depth and parts. Threads were tried: V8 aborts
 * the whole process, and with it the backend, when a thread asks for much more than its heap at once.
 */
export function createMailReader(options: MailReaderOptions): MailReader {
  const timeoutMs = options.timeoutMs ?? 4000;
  const memoryMb = options.memoryMb ?? 512;
  const limits: ReadLimits = {
    maxBytes: options.maxBytes ?? defaultReadLimits.maxBytes,
    maxDepth: options.maxDepth ?? defaultReadLimits.maxDepth,
    maxParts: options.maxParts ?? defaultReadLimits.maxParts,
  };
  const slots = new Set<Slot>();
  const waiting: Job[] = [];
  let isStopped = false;

  function assign(): void {
    for (const slot of slots) if (slot.state === 'idle') start(slot);
    let starting = 0;
    for (const slot of slots) if (slot.state === 'starting') starting++;
    if (!isStopped && slots.size < options.threads && starting < waiting.length) open();
  }

  /**
   * What takes long is large, so one process is kept from large mails: whatever comes in one mailbox, small mails of
   * others are read meanwhile.
   */
  function takeNext(): Job | undefined {
    let busy = 0;
    for (const { job } of slots) if (isLarge(job)) busy++;
    const mayBeLarge = busy < Math.max(1, options.threads - 1);
    const at = mayBeLarge ? 0 : waiting.findIndex((job) => !isLarge(job));
    return at === -1 ? undefined : waiting.splice(at, 1)[0];
  }

  function start(slot: Slot): void {
    const job = takeNext();
    if (!job) return;
    slot.state = 'reading';
    slot.job = job;
    slot.startedAt = performance.now();
    slot.processorAtStart = processorTimeOf(slot);
    job.attempts++;
    slot.child.send({ raw: job.raw, limits: job.limits } satisfies ReadRequest);
    watch(slot, job, timeoutMs - job.spent);
  }

  /** Looks again after so many milliseconds whether the mail has had its time. */
  function watch(slot: Slot, job: Job, milliseconds: number): void {
    slot.deadline = setTimeout(
      () => {
        const left = Math.min(timeoutMs - usedBy(slot, job), timeoutMs * patience - elapsed(slot, job));
        if (left > 0) watch(slot, job, Math.max(left, 10));
        else giveUp(slot, `The mail could not be read within ${timeoutMs / 1000} s.`);
      },
      Math.max(0, milliseconds),
    );
  }

  function elapsed(slot: Slot, job: Job): number {
    return job.spent + performance.now() - slot.startedAt;
  }

  /** Milliseconds that the mail has had the processor; where nobody tells, all that have passed. */
  function usedBy(slot: Slot, job: Job): number {
    const now = processorTimeOf(slot);
    if (now === null || slot.processorAtStart === null) return elapsed(slot, job);
    return job.spent + now - slot.processorAtStart;
  }

  function processorTimeOf({ child }: Slot): number | null {
    return child.pid === undefined ? null : processorTime(child.pid);
  }

  function open(): void {
    const child = fork(program, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${memoryMb}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const slot: Slot = {
      child,
      state: 'starting',
      job: null,
      startedAt: 0,
      processorAtStart: null,
      deadline: null,
    };
    slots.add(slot);
    child.on('message', (message: WorkerMessage) => {
      if (slot.deadline) clearTimeout(slot.deadline);
      const job = slot.job;
      slot.job = null;
      slot.state = 'idle';
      if (message.state === 'read') job?.resolve(message.mail);
      else if (message.state === 'unparsable' && job)
        job.resolve(wrapMail(job.raw, message.reason, job.defaultDomain));
      assign();
    });
    child.on('error', (error) => lost(slot, error));
    child.on('exit', (code, signal) =>
      lost(slot, new Error(`the process that reads mail ended with ${signal ?? code}`)),
    );
    assign();
  }

  /** A process ended by itself: out of memory, or killed from outside. The mail gets a second chance. */
  function lost(slot: Slot, error: Error): void {
    if (!slots.has(slot)) return;
    // One that never came up would not come up the next time either.
    if (slot.state === 'starting') for (const job of waiting.splice(0)) job.reject(error);
    const job = slot.job;
    if (job && job.attempts < 2) {
      slot.job = null;
      job.spent = elapsed(slot, job);
      waiting.unshift(job);
    }
    giveUp(slot, `Reading the mail took more than ${memoryMb} MB of memory.`);
  }

  /** Ends a process, at most once, and answers its mail with what can be told without it. */
  function giveUp(slot: Slot, reason: string): void {
    if (!slots.delete(slot)) return;
    if (slot.deadline) clearTimeout(slot.deadline);
    slot.child.kill('SIGKILL');
    if (slot.job) slot.job.resolve(wrapMail(slot.job.raw, reason, slot.job.defaultDomain));
    assign();
  }

  return {
    read(raw, defaultDomain = noDomain, maxBytes = limits.maxBytes) {
      if (isStopped) return Promise.reject(new Error('the mail reader is stopped'));
      // Such a mail is only looked at, which is safe here.
      const ofMail = { ...limits, maxBytes };
      if (raw.length > maxBytes) return Promise.resolve(readMail(raw, ofMail, defaultDomain));
      return new Promise((resolve, reject) => {
        waiting.push({ raw, defaultDomain, limits: ofMail, resolve, reject, attempts: 0, spent: 0 });
        assign();
      });
    },
    async stop() {
      isStopped = true;
      const open = [...slots];
      slots.clear();
      const jobs = [...waiting.splice(0), ...open.flatMap((slot) => slot.job ?? [])];
      for (const job of jobs) job.reject(new Error('the mail reader was stopped'));
      await Promise.all(
        open.map(async ({ child, deadline }) => {
          if (deadline) clearTimeout(deadline);
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          await ended;
        }),
      );
    },
  };
}
