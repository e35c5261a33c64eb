import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';

export interface StandInMail {
  readonly uid: string;
  readonly raw: string;
  /** As LIST says; default: the right one. */
  readonly size?: number;
}

export interface StandInSession {
  /** From 1 on: which connection this is. */
  readonly connection: number;
  readonly secure: boolean;
  readonly socket: () => Socket;
  /** What a POP3 server would say now, which this one says unless it says something else. */
  readonly usual: () => string;
  /** Deletes what was marked, as QUIT does. */
  readonly update: () => void;
}

/** A POP3 server that does what no real one can be made to do. */
export interface Pop3StandIn extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** PEM, for `localhost`. */
  readonly certificate: string;
  /** The mailbox; each session sees it as it is when it signs in. */
  readonly mails: StandInMail[];
  /** All that clients have said, in order. */
  readonly commands: readonly string[];
}

export interface StandInSettings {
  readonly mails?: readonly StandInMail[];
  /** The lines of CAPA; null: it is not known. */
  readonly capabilities?: readonly string[] | null;
  /** The unique id of a mail; default: the one that it has. */
  readonly nameMail?: (mail: StandInMail, index: number, connection: number) => string;
  /** What it says instead of what a POP3 server would; null: that. An empty text: nothing. `greeting` comes first. */
  readonly answer?: (line: string, session: StandInSession) => string | null | Promise<string | null>;
}

const usualCapabilities = ['USER', 'TOP', 'UIDL', 'STLS', 'SASL PLAIN LOGIN XOAUTH2'];

export async function startPop3StandIn(settings: StandInSettings = {}): Promise<Pop3StandIn> {
  const made = makeSelfSignedCertificate({ names: ['localhost', '127.0.0.1'] });
  const mailbox = [...(settings.mails ?? [])];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  async function serve(plain: Socket): Promise<void> {
    let socket = plain;
    let secure = false;
    let view: readonly StandInMail[] = [];
    const deleted = new Set<StandInMail>();
    connections += 1;
    const connection = connections;

    const find = (number: string | undefined): StandInMail | undefined => view[Number(number) - 1];
    const table = (row: (mail: StandInMail, index: number) => string | number): string =>
      several(view.map((mail, index) => `${index + 1} ${row(mail, index)}`).join('\r\n'));
    const update = (): void => {
      for (const mail of deleted) mailbox.splice(mailbox.indexOf(mail), 1);
      deleted.clear();
    };

    function answerUsually(line: string): string {
      const [command = '', first] = line.split(' ');
      const mail = find(first);
      switch (command.toUpperCase()) {
        case 'GREETING':
          return '+OK ready\r\n';
        case 'CAPA':
          return settings.capabilities === null
            ? '-ERR what?\r\n'
            : several((settings.capabilities ?? usualCapabilities).join('\r\n'));
        case 'AUTH':
          return '+ \r\n';
        case 'UIDL':
          return table((mail, index) => settings.nameMail?.(mail, index, connection) ?? mail.uid);
        case 'LIST':
          return table(({ raw, size }) => size ?? raw.length);
        case 'TOP':
          return mail ? several(`${mail.raw.split('\r\n\r\n')[0] ?? ''}\r\n`) : '-ERR none\r\n';
        case 'RETR':
          return mail ? several(mail.raw) : '-ERR none\r\n';
        case 'DELE':
          if (mail) deleted.add(mail);
          return mail ? '+OK\r\n' : '-ERR none\r\n';
        default:
          return '+OK\r\n';
      }
    }

    async function act(line: string): Promise<void> {
      const usual = (): string => answerUsually(line);
      const session = { connection, secure, socket: () => socket, usual, update };
      const wanted = await settings.answer?.(line, session);
      const answer = wanted ?? usual();
      view = [...(/^(PASS|[A-Za-z0-9+/]{12,}=*$)/.test(line) ? mailbox : view)];
      if (line === 'QUIT' && answer.startsWith('+OK')) update();
      if (answer !== '') socket.write(answer, 'latin1');
      if (line === 'QUIT') socket.end();
      if (line === 'STLS' && answer.startsWith('+OK')) {
        socket.removeAllListeners('data');
        secure = true;
        socket = new TLSSocket(plain, { isServer: true, key: made.key, cert: made.certificate });
        socket.on('error', () => undefined);
        listen();
      }
    }

    function listen(): void {
      let buffered = '';
      let acting = Promise.resolve();
      socket.on('data', (chunk: Buffer) => {
        const lines = (buffered + chunk.toString()).split('\r\n');
        buffered = lines.pop() ?? '';
        for (const line of lines) {
          commands.push(line);
          acting = acting
            .then(() => act(line))
            .catch(() => {
              socket.destroy();
            });
        }
      });
    }

    socket.on('error', () => undefined);
    listen();
    await act('greeting');
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serve(socket).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    certificate: made.certificate,
    mails: mailbox,
    commands,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A multi-line answer, its dots stuffed. */
export function several(body: string): string {
  const stuffed = body.replaceAll(/^\./gm, '..');
  return `+OK\r\n${stuffed}${body === '' || body.endsWith('\r\n') ? '' : '\r\n'}.\r\n`;
}
