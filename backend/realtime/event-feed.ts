import type { TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { listenToEvents } from '../db/listen.ts';
import { eventPage, readEvents } from './event-rows.ts';
import type { AddressedEvent } from './visible-event.ts';

export interface Subscriber {
  readonly tenantId: TenantId;
  /**
   * Handed each event of the tenant after its starting revision once, in order. While it is behind, it is waited
   * for between pages.
   */
  readonly take: (events: readonly AddressedEvent[]) => Promise<void> | void;
}

export interface EventFeed {
  /**
   * Hands over the events after `since` and then every new one, until unsubscribed.
   * @throws when the missed events cannot be read; nothing is subscribed then
   */
  readonly subscribe: (subscriber: Subscriber, since: number) => Promise<() => void>;
  /** Resolves when the feed has ended after the abort. */
  readonly ended: Promise<void>;
}

interface Channel {
  /** Everything up to this revision was handed to all who are on the channel. */
  at: number;
  /** With the revision up to which each was served. */
  readonly subscribers: Map<Subscriber, number>;
  reading: boolean;
  again: boolean;
}

/**
 * One reader of events for all subscribers of a process: a notification makes it read the tenant's new rows once and
 * hand them to all. Rows rise in commit order, so what was read is never followed by something smaller.
 */
export function startEventFeed(
  db: Database,
  onError: (error: Error) => void,
  signal: AbortSignal,
): EventFeed {
  const channels = new Map<TenantId, Channel>();

  async function read(tenantId: TenantId, channel: Channel): Promise<void> {
    channel.again = true;
    if (channel.reading) return;
    channel.reading = true;
    try {
      while (channel.again && channel.subscribers.size > 0 && !signal.aborted) {
        channel.again = false;
        const events = await readEvents(db, tenantId, channel.at);
        const newest = events.at(-1)?.revision;
        if (newest === undefined) continue;
        channel.at = newest;
        channel.again ||= events.length === eventPage;
        for (const [subscriber, served] of channel.subscribers) {
          const fresh = events.filter((event) => event.revision > served);
          channel.subscribers.set(subscriber, Math.max(served, newest));
          if (fresh.length > 0) void subscriber.take(fresh);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      onError(error instanceof Error ? error : new Error(String(error)));
      setTimeout(() => void read(tenantId, channel), 1_000).unref();
    } finally {
      channel.reading = false;
    }
  }

  function readAll(): void {
    for (const [tenantId, channel] of channels) void read(tenantId, channel);
  }

  const ended = listenToEvents(
    db,
    {
      onEvent(tenantId) {
        const channel = channels.get(tenantId);
        if (channel) void read(tenantId, channel);
      },
      onListening: readAll,
      onError,
    },
    signal,
  );

  return {
    ended,
    async subscribe(subscriber, since) {
      const { tenantId } = subscriber;
      let at = since;
      for (;;) {
        const events = await readEvents(db, tenantId, at);
        if (events.length > 0) await subscriber.take(events);
        at = events.at(-1)?.revision ?? at;
        // What the channel has handed out meanwhile is committed: reading once more finds it.
        if (events.length < eventPage && at >= (channels.get(tenantId)?.at ?? 0)) break;
      }
      // From the check above to here nothing is awaited, so no event falls between replay and channel.
      const channel = channels.get(tenantId) ?? { at, subscribers: new Map(), reading: false, again: false };
      channels.set(tenantId, channel);
      channel.subscribers.set(subscriber, at);
      void read(tenantId, channel);
      return () => {
        channel.subscribers.delete(subscriber);
        if (channel.subscribers.size === 0 && channels.get(tenantId) === channel) channels.delete(tenantId);
      };
    },
  };
}
