import type { Logger } from 'pino';

/** Where the commands and answers of one connection go that shall be looked at (G9). */
export type ProtocolLog = (from: 'postroom' | 'server', line: string) => void;

const longestLine = 300;

/**
 * Logs a protocol line by line at the level `info`, so that it is seen where it was asked for. The callers leave out
 * secrets and mail; what is long or unprintable is shortened here.
 * @returns null where nobody has asked
 */
export function openProtocolLog(
  server: { readonly protocol: string; readonly enableDebug: boolean },
  log: Logger | undefined,
  name: string,
): ProtocolLog | null {
  if (!server.enableDebug || !log) return null;
  return (from, line) => {
    // eslint-disable-next-line no-control-regex
    const text = line.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
    const said = text.length > longestLine ? `${text.slice(0, longestLine)} … (${text.length})` : text;
    log.info({ server: name, protocol: server.protocol, from, said }, 'protocol');
  };
}

/** What imapflow takes as a logger. It hides secrets and long literals; what was fetched is hidden here. */
export function imapLogger(protocol: ProtocolLog | null) {
  if (!protocol) return false;
  const take = (entry: unknown): void => {
    if (typeof entry !== 'object' || entry === null || !('src' in entry) || !('msg' in entry)) return;
    if (typeof entry.msg !== 'string') return;
    const fetched = /^\* \d+ FETCH/i.exec(entry.msg)?.[0];
    if (entry.src === 's') protocol('server', fetched === undefined ? entry.msg : `${fetched} …`);
    if (entry.src === 'c') protocol('postroom', entry.msg);
  };
  return { trace: take, debug: take, info: ignore, warn: ignore, error: ignore };
}

/** What nodemailer takes as a logger, with `transactionLog`. It hides secrets and does not show the message. */
export function smtpLogger(protocol: ProtocolLog | null) {
  if (!protocol) return false;
  const take = (entry: unknown, line: unknown): void => {
    if (typeof entry !== 'object' || entry === null || !('tnx' in entry) || typeof line !== 'string') return;
    if (entry.tnx === 'server') protocol('server', line);
    if (entry.tnx === 'client') protocol('postroom', line);
  };
  return {
    level: ignore,
    trace: ignore,
    debug: take,
    info: ignore,
    warn: ignore,
    error: ignore,
    fatal: ignore,
  };
}

function ignore(): void {
  // Events beside the protocol.
}
