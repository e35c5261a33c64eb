import type { Membrane } from './membrane.ts';
import type { StructuredText } from './structured-text.ts';

/** From the preload's world to the main process, as JSON through a binding that only this world sees. */
export type FromPreload =
  | { readonly type: 'invoke'; readonly number: number; readonly channel: string; readonly args: string }
  | {
      readonly type: 'key';
      readonly key: string;
      readonly ctrl: boolean;
      readonly shift: boolean;
      readonly alt: boolean;
      readonly meta: boolean;
    };

/** To the preload's world. */
export type ToPreload =
  | { readonly type: 'answer'; readonly number: number; readonly value: string }
  | { readonly type: 'failure'; readonly number: number; readonly message: string }
  | { readonly type: 'event'; readonly channel: string; readonly args: string };

type Listener = (event: object, ...args: unknown[]) => void;
type Run = (require: (id: string) => unknown, module: object, exports: object) => void;

/**
 * Runs a preload as Electron's sandbox does: `require` knows `electron` alone, of which there is contextBridge and
 * the asynchronous part of ipcRenderer. Written into the page by its source.
 */
export function runPreload(membrane: Membrane, text: StructuredText, run: Run): void {
  const globals = globalThis as unknown as {
    standInPost: (message: string) => void;
    standInReceive: (message: string) => void;
  };
  const post = (message: FromPreload) => {
    globals.standInPost(JSON.stringify(message));
  };
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Map<string, Set<Listener>>();
  let last = 0;

  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      last += 1;
      const answered = Promise.withResolvers<unknown>();
      pending.set(last, answered);
      post({ type: 'invoke', number: last, channel, args: text.encode(args) });
      return answered.promise;
    },
    on(channel: string, listener: Listener) {
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(listener));
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };

  function settle(number: number): PromiseWithResolvers<unknown> | undefined {
    const answered = pending.get(number);
    pending.delete(number);
    return answered;
  }
  globals.standInReceive = (json) => {
    const message = JSON.parse(json) as ToPreload;
    if (message.type === 'answer') settle(message.number)?.resolve(text.decode(message.value));
    else if (message.type === 'failure') settle(message.number)?.reject(new Error(message.message));
    else {
      const args = text.decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
    }
  };
  // Accelerators of the menu come after the page, which may keep a key for itself.
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !event.isTrusted) return;
    const { key, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta } = event;
    post({ type: 'key', key, ctrl, shift, alt, meta });
  });

  const electron = { contextBridge: { exposeInMainWorld: membrane.expose }, ipcRenderer };
  const require = (id: string) => {
    if (id === 'electron') return electron;
    throw new Error(`module not found: ${id} (a sandboxed preload)`);
  };
  const module = { exports: {} };
  run(require, module, module.exports);
}
