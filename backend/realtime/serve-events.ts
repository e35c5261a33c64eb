import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import type { EventFeed } from './event-feed.ts';
import { keptRevisions } from './event-rows.ts';
import { type AddressedEvent, visibleEvent } from './visible-event.ts';

export interface EventService {
  readonly db: Database;
  readonly feed: EventFeed;
  readonly viewer: Viewer;
  /** The newest revision that the reader has; undefined: only what is new. */
  readonly since: number | undefined;
  readonly heartbeat: number;
  readonly log: Logger;
  /** The session as it is now; null when it has ended. */
  readonly check: () => Promise<Viewer | null>;
}

/** Unsent bytes over which a reader counts as lost: it comes back and is replayed what it missed. */
const mostUnsent = 8 * 1024 * 1024;

/**
 * Serves one reader:
 *
 *   hello (or reset) ──► what it missed ──► what happens ──session over──► session.ended, closed
 */
export function serveEvents(client: WebSocket, service: EventService): void {
  const { db, feed, heartbeat, log } = service;
  let { viewer } = service;
  let at = service.since ?? 0;
  let unsubscribe: (() => void) | null = null;
  let isAlive = true;

  function send(event: RealtimeEvent): Promise<void> {
    if (client.readyState !== client.OPEN) return Promise.resolve();
    if (client.bufferedAmount > mostUnsent) {
      log.info({ agent: viewer.agentId }, 'a reader of events was too slow and was dropped');
      client.terminate();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      client.send(JSON.stringify(event), () => resolve());
    });
  }

  async function take(events: readonly AddressedEvent[]): Promise<void> {
    let last: Promise<void> = Promise.resolve();
    for (const addressed of events) {
      at = addressed.revision;
      if (mayEndSession(viewer, addressed)) look().catch(() => undefined);
      // Told by looking only: the agent may have other sessions that go on.
      if (addressed.event.type === 'session.ended') continue;
      const event = visibleEvent(viewer, addressed);
      if (event) last = send(event);
    }
    await last;
  }

  async function begin(): Promise<void> {
    const { oldest, newest } = await keptRevisions(db, viewer.tenantId);
    const since = service.since ?? newest;
    const isKept = since <= newest && since >= oldest - 1;
    at = isKept ? since : newest;
    void send({ type: 'hello', revision: newest });
    if (!isKept) void send({ type: 'reset', revision: newest });
    const stop = await feed.subscribe({ tenantId: viewer.tenantId, take }, at);
    if (client.readyState === client.OPEN) unsubscribe = stop;
    else stop();
  }

  /** Ends the stream with the session; after a change of roles or groups everything is to be read again. */
  async function look(): Promise<void> {
    const now = await service.check();
    if (!now) {
      await send({ type: 'session.ended', revision: at });
      client.close(1000, 'the session ended');
      return;
    }
    if (sees(now) === sees(viewer)) return;
    viewer = now;
    void send({ type: 'reset', revision: at });
  }

  const timer = setInterval(() => {
    if (!isAlive) {
      client.terminate();
      return;
    }
    isAlive = false;
    client.ping();
    // A database that is away for a moment ends no session.
    look().catch(() => undefined);
  }, heartbeat);
  client.on('pong', () => {
    isAlive = true;
  });
  client.on('error', () => client.terminate());
  client.on('close', () => {
    clearInterval(timer);
    unsubscribe?.();
  });
  begin().catch((error: unknown) => {
    log.error({ err: error, agent: viewer.agentId }, 'missed events could not be read');
    client.close(1011, 'missed events could not be read');
  });
}

/** A session of this agent has ended, perhaps the one of this reader: signing out takes an agent offline. */
function mayEndSession(viewer: Viewer, { event, agentId }: AddressedEvent): boolean {
  if (event.type === 'session.ended') return agentId === viewer.agentId;
  return (
    event.type === 'presence.changed' &&
    event.agentId === viewer.agentId &&
    event.presence.state === 'offline'
  );
}

function sees(viewer: Viewer): string {
  return JSON.stringify([viewer.roles.toSorted(), viewer.groupIds.toSorted()]);
}
