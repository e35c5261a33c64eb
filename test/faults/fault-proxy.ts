import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../../contract/assert-never.ts';

export interface WireFault {
  /** Whose bytes are watched. */
  readonly direction: 'to-server' | 'to-client';
  /** Strikes after the first place where this passes, however it is divided; without, from the first byte on. */
  readonly pattern?: string;
  /** So many bytes later: all up to there arrive, what comes after does not. */
  readonly bytes: number;
  /**
   * `reset` and `close` end both sides, with an error or as if done. After `half-close` the receiver hears that no more
   * comes, and may go on speaking. After `silence` both sides are open and nothing arrives any more. After `pass` all
   * goes on; but that the place was passed is told.
   */
  readonly how: 'reset' | 'close' | 'half-close' | 'silence' | 'pass';
}

/** A fault that has struck, and on which connection, from 1 on. */
export interface StruckFault extends WireFault {
  readonly connection: number;
}

export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** In the order in which they struck. */
  readonly struck: readonly StruckFault[];
  /**
   * Strikes once, the first connection on which its place is passed from now on, also one that stands already; an
   * earlier one that has not struck is forgotten. Resolves when it has struck.
   */
  readonly arm: (fault: WireFault) => Promise<StruckFault>;
  readonly disarm: () => void;
}

/**
 * A TCP proxy in front of a server on loopback that breaks its connections as it is told.
 * @param settings.latency milliseconds before each piece is handed on
 */
export async function startFaultProxy(settings: {
  readonly port: number;
  readonly latency?: () => number;
}): Promise<FaultProxy> {
  const struck: StruckFault[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  let armed: Armed | null = null;

  function join(client: Socket): void {
    const connection = ++connections;
    const server = connect({ host: '127.0.0.1', port: settings.port, allowHalfOpen: true });
    const sockets = [client, server];
    const link = { isSilent: false };
    for (const socket of sockets) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      socket.on('error', () => sockets.forEach((one) => one.destroy()));
    }
    const strike = ({ fault, resolve }: Armed): void => {
      armed = null;
      const one = { ...fault, connection };
      struck.push(one);
      resolve(one);
    };

    async function carry(from: Socket, to: Socket, direction: WireFault['direction']): Promise<void> {
      let watching: Armed | null = null;
      let find: ReturnType<typeof watch> | null = null;
      let isDeaf = false;
      for await (const piece of from as AsyncIterable<Buffer>) {
        if (settings.latency) await delay(settings.latency());
        if (watching !== armed) {
          watching = armed;
          find = armed?.fault.direction === direction ? watch(armed.fault) : null;
        }
        const place = find?.(piece) ?? null;
        if (link.isSilent || isDeaf) continue;
        if (place === null || !watching) {
          await write(to, piece);
          continue;
        }
        const { how } = watching.fault;
        // Before anything is awaited: another connection may pass the place as well.
        strike(watching);
        await write(to, piece.subarray(0, place));
        switch (how) {
          case 'reset':
            sockets.forEach((one) => one.resetAndDestroy());
            return;
          case 'close':
            sockets.forEach((one) => one.destroySoon());
            return;
          case 'half-close':
            to.end();
            isDeaf = true;
            break;
          case 'silence':
            link.isSilent = true;
            break;
          case 'pass':
            await write(to, piece.subarray(place));
            break;
          default:
            assertNever(how);
        }
      }
      if (!link.isSilent) to.end();
    }

    void carry(client, server, 'to-server').catch(() => undefined);
    void carry(server, client, 'to-client').catch(() => undefined);
  }

  const listener = createServer({ allowHalfOpen: true }, join);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    struck,
    arm(fault) {
      const { promise, resolve } = Promise.withResolvers<StruckFault>();
      armed = { fault, resolve };
      return promise;
    },
    disarm() {
      armed = null;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

interface Armed {
  readonly fault: WireFault;
  readonly resolve: (fault: StruckFault) => void;
}

/** @returns what tells of each piece how many of its bytes pass before the fault, or null while it does not strike */
function watch({ pattern, bytes }: WireFault): (piece: Buffer) => number | null {
  let left = pattern === undefined ? bytes : null;
  let tail = '';
  return (piece) => {
    let from = 0;
    if (left === null && pattern !== undefined) {
      const text = tail + piece.toString('latin1');
      const found = text.indexOf(pattern);
      if (found < 0) {
        tail = text.slice(Math.max(0, text.length - pattern.length + 1));
        return null;
      }
      from = found + pattern.length - tail.length;
      left = bytes;
    }
    if (left === null) return null;
    if (from + left <= piece.length) return from + left;
    left -= piece.length - from;
    return null;
  };
}

async function write(to: Socket, piece: Buffer): Promise<void> {
  if (piece.length === 0 || to.destroyed || to.writableEnded) return;
  if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
}
