import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { makeSelfSignedCertificate, type Certificate } from '../../backend/mail/self-signed-certificate.ts';

export interface SunkMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly messageId: string;
  readonly secure: boolean;
  readonly user: string | null;
}

/** What goes wrong, and where. A reply is an SMTP code with its text; a drop closes the connection without one. */
export type SmtpFault =
  | { readonly at: 'connect'; readonly code: number; readonly text?: string }
  | { readonly at: 'mail' | 'message'; readonly code: number; readonly text?: string }
  | { readonly at: 'rcpt'; readonly code: number; readonly text?: string; readonly recipient?: string }
  /** In the middle of the text: the message is not delivered. */
  | { readonly at: 'before-final-dot' }
  /** After the final dot, without an answer; delivered or not. */
  | { readonly at: 'after-final-dot'; readonly delivered: boolean }
  | { readonly at: 'after-answer' };

export interface SmtpSink extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly certificate: string;
  /** All messages that were accepted, in their order. */
  readonly messages: readonly SunkMessage[];
  /** How many connections were made so far. */
  readonly connections: () => number;
  /** Resolves once so many messages have been accepted. */
  readonly waitFor: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface SmtpSinkSettings {
  readonly port?: number;
  /** TLS from the first byte. */
  readonly secure?: boolean;
  readonly without?: readonly ('STARTTLS' | 'AUTH')[];
  /** Announced or not; it is by default. */
  readonly utf8?: boolean;
  readonly certificate?: Certificate;
  /** Who may sign in; without it everybody may send. */
  readonly users?: Readonly<Record<string, string>>;
  /** Which tokens open the server to a user, by XOAUTH2. */
  readonly acceptsToken?: (user: string, token: string) => boolean;
  /** Asked at each step with what is known by then; undefined: nothing goes wrong. */
  readonly fault?: (
    at: SmtpFault['at'],
    envelope: { readonly from: string; readonly to: readonly string[] },
  ) => SmtpFault | undefined;
  /** Milliseconds to wait once the whole message has come (`message`), and once it is kept (`after-final-dot`). */
  readonly pause?: (at: 'message' | 'after-final-dot') => number;
}

/** An SMTP server that keeps what it is given and fails as it is told. */
export async function startSmtpSink(settings: SmtpSinkSettings = {}): Promise<SmtpSink> {
  const messages: SunkMessage[] = [];
  const arrivals = new EventEmitter();
  arrivals.setMaxListeners(0);
  let connections = 0;
  const certificate =
    settings.certificate ?? makeSelfSignedCertificate({ names: ['localhost', '127.0.0.1'] });
  const ask = (
    at: SmtpFault['at'],
    session?: SMTPServerSession,
    recipient?: string,
  ): SmtpFault | undefined => {
    const fault = settings.fault?.(at, {
      from: session?.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: recipient === undefined ? (session?.envelope.rcptTo.map((to) => to.address) ?? []) : [recipient],
    });
    return fault?.at === at ? fault : undefined;
  };
  const server = new SMTPServer({
    secure: settings.secure ?? false,
    key: certificate.key,
    cert: certificate.certificate,
    authOptional: settings.users === undefined && settings.acceptsToken === undefined,
    authMethods: ['PLAIN', 'LOGIN', ...(settings.acceptsToken ? ['XOAUTH2'] : [])],
    allowInsecureAuth: true,
    disabledCommands: [...(settings.without ?? [])],
    disableReverseLookup: true,
    hideSMTPUTF8: settings.utf8 === false,
    logger: false,
    closeTimeout: 100,
    onConnect(_session, callback) {
      connections += 1;
      callback(refusal(ask('connect')));
    },
    onAuth(login, _session, callback) {
      if (login.method === 'XOAUTH2') {
        const { username = '', accessToken = '' } = login;
        if (settings.acceptsToken?.(username, accessToken)) callback(null, { user: username });
        // The reasons as Google and Microsoft give them, before the refusal.
        else callback(null, { data: { status: '401', schemes: 'bearer' } });
        return;
      }
      const known = settings.users?.[login.username ?? ''];
      if (known !== undefined && known === login.password) callback(null, { user: login.username });
      else callback(refusal({ at: 'mail', code: 535, text: '5.7.8 authentication failed' }));
    },
    onMailFrom(address, session, callback) {
      const fault = settings.fault?.('mail', { from: address.address, to: [] });
      callback(refusal(fault?.at === 'mail' ? fault : ask('mail', session)));
    },
    onRcptTo(address, session, callback) {
      const fault = ask('rcpt', session, address.address);
      const meant = fault?.at === 'rcpt' && (fault.recipient ?? address.address) === address.address;
      callback(refusal(meant ? fault : undefined));
    },
    onData(stream, session, callback) {
      if (ask('before-final-dot', session)) {
        stream.once('data', () => drop(session));
        stream.resume();
        return;
      }
      // A sender that hangs up in the middle has delivered nothing.
      receive().catch(() => undefined);
      async function receive(): Promise<void> {
        const raw = await buffer(stream);
        if (settings.pause) await delay(settings.pause('message'), null, { ref: false });
        const refused = refusal(ask('message', session));
        if (refused) return callback(refused);
        const lost = ask('after-final-dot', session);
        if (lost?.at === 'after-final-dot' && !lost.delivered) return drop(session);
        messages.push(describe(raw, session));
        arrivals.emit('message');
        if (lost) return drop(session);
        if (settings.pause) await delay(settings.pause('after-final-dot'), null, { ref: false });
        callback(null, 'kept');
        if (ask('after-answer', session)) setImmediate(() => drop(session));
      }
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const drop = (session: SMTPServerSession): void => {
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy();
  };
  server.on('error', () => undefined);
  server.listen(settings.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const stop = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    host: 'localhost',
    port: (server.server.address() as AddressInfo).port,
    certificate: certificate.certificate,
    messages,
    connections: () => connections,
    async waitFor(count) {
      while (messages.length < count) await once(arrivals, 'message');
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function refusal(fault: SmtpFault | undefined): Error | null {
  if (!fault || !('code' in fault)) return null;
  return Object.assign(new Error(fault.text ?? 'refused by the test'), { responseCode: fault.code });
}

function describe(raw: Buffer, session: SMTPServerSession): SunkMessage {
  return {
    from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
    to: session.envelope.rcptTo.map((to) => to.address),
    raw,
    messageId: /^Message-ID:\s*(<[^>]*>)/im.exec(raw.toString('latin1'))?.[1] ?? '',
    secure: session.secure,
    user: session.user ?? null,
  };
}
