import { EventEmitter } from 'node:events';

export interface FrameDescription {
  readonly url: string;
  readonly parent: object | null;
}

export interface InvokeEvent {
  readonly type: 'frame';
  readonly sender: { readonly id: number };
  readonly senderFrame: FrameDescription | null;
}

type Handler = (event: InvokeEvent, ...args: unknown[]) => unknown;

export class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`a second handler for ${channel}`);
    this.#handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }
  channels(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  /** Runs a handler; its failure reaches the caller as Electron words it. */
  async invoke(event: InvokeEvent, channel: string, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) {
      throw new Error(
        `Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`,
      );
    }
    try {
      return await handler(event, ...args);
    } catch (cause) {
      throw new Error(`Error invoking remote method '${channel}': ${String(cause)}`, { cause });
    }
  }
}

export const ipcMain = new IpcMain();
