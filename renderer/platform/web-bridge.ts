import type { z } from 'zod';
import { decodeBytesJson, encodeBytesJson } from '../../contract/bytes-json.ts';
import {
  calls,
  type CallName,
  type Calls,
  type Connection,
  type DesktopBridge,
  type HostEvent,
  type Reply,
} from '../../contract/desktop.ts';
import { showBrowserNotification } from './browser-notification.ts';
import { announceWindow } from './living-windows.ts';
import { keepBrowserSettings, readBrowserSettings } from './browser-settings.ts';
import { createDraftsCutOff } from './drafts-cut-off.ts';
import { openHostEvents } from './host-events.ts';

/** The bridge over `POST /desktop/<call>` and the WebSocket `/desktop/events` of the page's own host. */
export function createWebBridge(): DesktopBridge {
  const listeners = new Set<(event: unknown) => void>();
  const drafts = createDraftsCutOff(post);
  announceWindow();
  const emit = (event: unknown) => {
    for (const listener of listeners) listener(event);
  };
  openHostEvents({
    onEvent: emit,
    onLost: (retryAt) => {
      drafts.noteLoss();
      const connection: Connection = { state: 'offline', since: new Date().toISOString(), retryAt };
      emit({ type: 'connection', connection } satisfies HostEvent);
    },
    // Also renews the cookie when the host was started anew.
    probe: async () => (await post('host.state', {})).ok,
  });
  // What the browser does better itself, and settings, which belong to the browser.
  const own: Partial<Record<CallName, (input: unknown) => Promise<Reply<unknown>>>> = {
    'notifications.show': parsing('notifications.show', (notification) =>
      showBrowserNotification(notification, (tag) => {
        emit({ type: 'notification.clicked', tag } satisfies HostEvent);
      }),
    ),
    'badge.set': parsing('badge.set', async ({ count }) => {
      if ('setAppBadge' in navigator) await navigator.setAppBadge(count).catch(() => undefined);
    }),
    'host.state': async () => {
      const settings = readBrowserSettings();
      if (settings) await post('settings.save', settings);
      return drafts.call('host.state', {});
    },
    'settings.save': async (input) => {
      const reply = await post('settings.save', input);
      if (reply.ok) keepBrowserSettings(reply.value);
      return reply;
    },
  };
  const names = Object.keys(calls) as CallName[];
  const functions = names.map((name) => [name, own[name] ?? ((input: unknown) => drafts.call(name, input))]);
  return Object.freeze({
    calls: Object.freeze(Object.fromEntries(functions) as DesktopBridge['calls']),
    onEvent: (listener: (event: unknown) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  });
}

/** A call that the browser answers itself, with the same care for its input as the host has. */
function parsing<K extends CallName>(name: K, run: (input: z.output<Calls[K]['input']>) => Promise<void>) {
  return async (input: unknown): Promise<Reply<unknown>> => {
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success) {
      return { ok: false, error: { code: 'invalid-input', message: `${name}: ${parsed.error.message}` } };
    }
    await run(parsed.data as z.output<Calls[K]['input']>);
    return { ok: true, value: {} };
  };
}

async function post(name: CallName, input: unknown): Promise<Reply<unknown>> {
  try {
    const response = await fetch(`/desktop/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: encodeBytesJson(input),
    });
    if (!response.ok) throw new Error(`the host answered ${response.status}`);
    return decodeBytesJson(await response.text()) as Reply<unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      ok: false,
      error: { code: 'unreachable', message: `the web edition does not answer: ${reason}` },
    };
  }
}
