import type { Socket } from 'node:net';
import type { ProtocolLog } from '../protocol-log.ts';
import { type AnswerReader, openAnswerReader, type Pop3Answer } from './answer-reader.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';

/** What has thrown anything else than a Pop3Refusal has ended the connection. */
export interface Pop3Connection {
  /**
   * @param shown what the protocol log says in place of a line that holds a secret; ends with `…` in place of it
   * @throws Pop3Refusal for `-ERR`
   */
  readonly command: (line: string, shown?: string) => Promise<void>;
  /** A step of signing in. @returns true where the server wants to hear more */
  readonly challenge: (line: string, shown?: string) => Promise<boolean>;
  /**
   * A command with an answer of several lines, unstuffed.
   * @param limit in bytes: of a longer answer that much is returned, and the connection is ended
   */
  readonly multiLine: (line: string, limit: number) => Promise<Pick<Pop3Answer, 'body' | 'whole'>>;
  /** Gives the socket away, to be continued with TLS. */
  readonly release: () => Socket;
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

interface Wait {
  readonly reader: AnswerReader;
  readonly resolve: (answer: Pop3Answer) => void;
  readonly reject: (error: Error) => void;
  /** What the server must not repeat into logs and messages. */
  readonly secret: string;
}

/**
 * Speaks POP3 (RFC 1939) on an open connection, one command at a time.
 * @param settings.greetingTimeout, settings.timeout milliseconds of silence until it is given up
 * @param settings.greets false on a connection that has greeted already
 */
export async function openPop3(
  socket: Socket,
  settings: {
    readonly greetingTimeout: number;
    readonly timeout: number;
    readonly greets: boolean;
    readonly protocol: ProtocolLog | null;
  },
): Promise<Pop3Connection> {
  const { protocol } = settings;
  let waiting: Wait | null = null;
  let ended: Error | null = null;

  function end(error: Error): void {
    ended ??= error;
    socket.destroy();
    waiting?.reject(ended);
    waiting = null;
  }

  function onData(chunk: Buffer): void {
    // What comes unasked before TLS may come from somebody else, and be taken for an answer under it.
    if (!waiting) return end(new Pop3Violation('it speaks without having been asked'));
    try {
      const read = waiting.reader.add(chunk);
      if (read) settle(waiting, read.answer);
      if (read && read.rest.length > 0) end(new Pop3Violation('it speaks without having been asked'));
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function settle(wait: Wait, { words, ...answer }: Pop3Answer): void {
    waiting = null;
    socket.setTimeout(0);
    const said = wait.secret === '' ? words : words.replaceAll(wait.secret, '…');
    const length = answer.body.length === 0 ? '' : ` (${answer.body.length} bytes)`;
    protocol?.('server', `${answer.sign} ${said}${length}`);
    if (!answer.whole) end(new Pop3Violation('it sends more than was wanted'));
    wait.resolve({ ...answer, words: said });
  }

  async function ask(line: string | null, shown: string, limit: number | null = null): Promise<Pop3Answer> {
    if (ended) throw ended;
    if (waiting) throw new Error('one command at a time');
    if (line !== null && /[\r\n\0]/.test(line)) throw new Error(`${shown}: a command is one line`);
    const answer = await new Promise<Pop3Answer>((resolve, reject) => {
      const secret = line === null || line === shown ? '' : line.slice(shown.length - 1);
      waiting = { reader: openAnswerReader(limit), resolve, reject, secret };
      socket.setTimeout(line === null ? settings.greetingTimeout : settings.timeout);
      if (line === null) return;
      protocol?.('postroom', shown);
      socket.write(`${line}\r\n`);
    });
    if (answer.sign === '-ERR') throw new Pop3Refusal(shown.split(' ', 1)[0] ?? '', answer.words);
    return answer;
  }

  async function askOnce(
    line: string | null,
    shown: string,
    limit: number | null = null,
  ): Promise<Pop3Answer> {
    const answer = await ask(line, shown, limit);
    if (answer.sign === '+OK') return answer;
    const violation = new Pop3Violation(`it wants to hear more after ${shown}`);
    end(violation);
    throw violation;
  }

  const onTimeout = (): void => {
    const code = greeted ? 'ETIMEDOUT' : 'GREETING_TIMEOUT';
    end(Object.assign(new Error('the server fell silent'), { code }));
  };
  const onClose = (): void => {
    end(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' }));
  };
  let greeted = !settings.greets;
  socket.on('data', onData);
  socket.on('timeout', onTimeout);
  socket.on('error', end);
  socket.on('close', onClose);
  // A tunnel is held back until somebody listens.
  socket.resume();
  if (!greeted) await askOnce(null, 'greeting');
  greeted = true;

  return {
    command: async (line, shown = line) => void (await askOnce(line, shown)),
    challenge: async (line, shown = line) => (await ask(line, shown)).sign === '+',
    multiLine: (line, limit) => askOnce(line, line, limit),
    release() {
      if (ended) throw ended;
      socket.off('data', onData);
      socket.off('timeout', onTimeout);
      socket.off('error', end);
      socket.off('close', onClose);
      return socket;
    },
    isOpen: () => ended === null,
    close: () => end(new Error('the connection is closed')),
  };
}
