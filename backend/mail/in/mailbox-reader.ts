import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../../../contract/assert-never.ts';
import type { IncomingServer } from '../../../contract/domain/mail-server.ts';
import { type HealthReport, reportHealth } from '../connection-health.ts';
import { describeConnectionProblem, sayProblem } from '../connection-problem.ts';
import { targetOf } from '../connection-target.ts';
import { type SessionLocks, whileLocked } from '../session-locks.ts';
import { runEwsSession } from '../ews/ews-session.ts';
import { runGraphSession } from '../graph/graph-session.ts';
import { runImapSession } from '../imap/imap-session.ts';
import { runPop3Session } from '../pop3/pop3-session.ts';
import { type Beginnings, limitBeginnings } from './beginnings.ts';
import type { MailboxServer, MailboxSession, MailboxTools } from './mailbox-session.ts';
import { chooseReconnectPause } from './reconnect-pause.ts';

export interface MailboxReader {
  /** Resolves when the reader has ended and given the mailbox free. */
  readonly stop: () => Promise<void>;
}

/** How soon another backend takes a mailbox over from one that was killed, in milliseconds. */
export const shortestLockInterval = 1_000;
/** How often an unchanged health row is written again, in milliseconds. */
const healthInterval = 30_000;

/**
 * Reads one mailbox for as long as it lives: exactly one of all backends on the database does, and another takes over
 * within seconds when it dies. Connects again with growing pauses; every change of its health is recorded.
 * @param lockInterval milliseconds between two looks at whether the other one is still there
 * @param beginnings shared with the other mailboxes of this backend
 */
export function startMailboxReader(
  tools: MailboxTools & { readonly locks: SessionLocks },
  server: MailboxServer,
  lockInterval: () => number = () => shortestLockInterval,
  beginnings: Beginnings = limitBeginnings(),
): MailboxReader {
  const stopping = new AbortController();
  const log = tools.log.child({ server: server.key, tenant: server.tenantId });

  async function keepReading(): Promise<void> {
    while (!stopping.signal.aborted) {
      await whileLocked(tools.locks, `mailbox:${server.id}`, (lock) =>
        readWhileHeld({ ...tools, log }, server, beginnings, AbortSignal.any([stopping.signal, lock.lost])),
      ).catch((error: unknown) => log.debug({ err: error }, 'the lock could not be asked for'));
      // Somebody else reads it, or the lock was lost with the database.
      await pause(lockInterval() * (0.5 + Math.random()), stopping.signal);
    }
  }

  const ended = keepReading();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function readWhileHeld(
  tools: MailboxTools,
  server: MailboxServer,
  beginnings: Beginnings,
  signal: AbortSignal,
): Promise<void> {
  const { host } = targetOf(server.incoming);
  const health = openHealth(tools, server);
  let failures = 0;
  while (!signal.aborted) {
    const endBeginning = await beginnings.begin(host, signal);
    try {
      await runSession(tools, server, signal, async (problem) => {
        endBeginning();
        failures = 0;
        await health.report('connected', problem);
      }).finally(endBeginning);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const problem = describeConnectionProblem(error, targetOf(server.incoming));
      tools.log.warn({ err: error, step: problem.step, failures }, sayProblem(problem));
      await health.report('failing', sayProblem(problem), problem.lasting);
      await pause(chooseReconnectPause(failures, problem, Math.random()), signal);
    }
  }
}

/** The session of the server's protocol. */
const runSession: MailboxSession<IncomingServer> = (tools, server, signal, onCaughtUp) => {
  const { incoming } = server;
  switch (incoming.protocol) {
    case 'imap':
      return runImapSession(tools, { ...server, incoming }, signal, onCaughtUp);
    case 'pop3':
      return runPop3Session(tools, { ...server, incoming }, signal, onCaughtUp);
    case 'graph':
      return runGraphSession(tools, { ...server, incoming }, signal, onCaughtUp);
    case 'ews':
      return runEwsSession(tools, { ...server, incoming }, signal, onCaughtUp);
    default:
      return assertNever(incoming);
  }
};

function openHealth({ db, log }: MailboxTools, server: MailboxServer) {
  let last: HealthReport | null = null;
  let written = -Infinity;
  return {
    async report(state: HealthReport['state'], problem: string | null, lasting = false): Promise<void> {
      const unchanged = last?.state === state && last.problem === problem;
      if (unchanged && performance.now() - written < healthInterval) return;
      const report: HealthReport = {
        serverId: server.id,
        tenantId: server.tenantId,
        direction: 'in',
        state,
        problem,
        lasting,
      };
      try {
        await reportHealth(db, report);
        last = report;
        written = performance.now();
      } catch (error) {
        // The mailbox matters more than what is said of it; the next change tries again.
        log.warn({ err: error }, 'the health of the mailbox could not be recorded');
      }
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
