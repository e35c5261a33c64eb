import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A connection that passed a proxy. */
export interface Passage {
  /** `host:port`, as the client asked for it. */
  readonly target: string;
  readonly user: string | null;
  /** The first bytes that the client sent through. */
  readonly begins: () => Buffer;
}

/** A proxy on loopback that records what passes. */
export interface TestProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly passages: readonly Passage[];
}

export interface TestProxySettings {
  readonly login?: { readonly user: string; readonly password: string };
  /** Where a name leads that only the proxy can resolve. */
  readonly names?: Readonly<Record<string, string>>;
}

/** SOCKS5 with CONNECT (RFC 1928), and user and password where there are any (RFC 1929). */
export async function startSocksProxy(settings: TestProxySettings = {}): Promise<TestProxy> {
  const passages: Passage[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serveSocks(socket, settings, passages).catch(() => socket.destroy());
  });
  return listen(server, passages);
}

async function serveSocks(socket: Socket, settings: TestProxySettings, passages: Passage[]): Promise<void> {
  const read = reader(socket);
  const [version, count = 0] = await read(2);
  if (version !== 5) throw new Error('not SOCKS5');
  const methods = await read(count);
  const wanted = settings.login ? 2 : 0;
  socket.write(Buffer.from([5, methods.includes(wanted) ? wanted : 0xff]));
  if (!methods.includes(wanted)) return void socket.end();
  let user: string | null = null;
  if (settings.login) {
    const [, userLength = 0] = await read(2);
    user = (await read(userLength)).toString();
    const [passwordLength = 0] = await read(1);
    const password = (await read(passwordLength)).toString();
    const right = user === settings.login.user && password === settings.login.password;
    socket.write(Buffer.from([1, right ? 0 : 1]));
    if (!right) return void socket.end();
  }
  const [, command, , type] = await read(4);
  const host = await readHost(read, type ?? 0);
  const port = (await read(2)).readUInt16BE();
  const target = command === 1 ? await reach(settings.names?.[host] ?? host, port) : null;
  const [code, address] = [target ? 0 : 5, [0, 0, 0, 0, 0, 0]];
  socket.write(Buffer.from([5, code, 0, 1, ...address]));
  if (!target) return void socket.end();
  join(socket, target, read.rest(), { target: `${host}:${port}`, user }, passages);
}

async function readHost(read: (count: number) => Promise<Buffer>, type: number): Promise<string> {
  if (type === 1) return [...(await read(4))].join('.');
  if (type === 4) return (await read(16)).toString('hex').replaceAll(/(.{4})(?=.)/g, '$1:');
  const [length = 0] = await read(1);
  return (await read(length)).toString();
}

/** Tunnels by CONNECT (RFC 9110, 9.3.6), and Basic where there is a user and a password. */
export async function startHttpProxy(settings: TestProxySettings = {}): Promise<TestProxy> {
  const passages: Passage[] = [];
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined);
    const { login } = settings;
    const given = request.headers['proxy-authorization'];
    const expected = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
    if (given !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const host = hostname.replaceAll(/^\[|\]$/g, '');
    void reach(settings.names?.[host] ?? host, Number(port)).then((target) => {
      if (!target) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      return join(socket, target, head, { target: request.url ?? '', user: login?.user ?? null }, passages);
    });
  });
  return listen(server, passages);
}

async function reach(host: string, port: number): Promise<Socket | null> {
  const target = connect({ host, port });
  try {
    await once(target, 'connect');
  } catch {
    return null;
  }
  target.on('error', () => undefined);
  return target;
}

function join(
  client: Socket,
  target: Socket,
  head: Buffer,
  passage: Omit<Passage, 'begins'>,
  passages: Passage[],
): void {
  let begins: Buffer = head;
  passages.push({ ...passage, begins: () => begins });
  client.on('data', (chunk) => {
    if (begins.length < 1000) begins = Buffer.concat([begins, chunk]);
  });
  if (head.length > 0) target.write(head);
  client.pipe(target).pipe(client);
  client.once('close', () => target.destroy());
  target.once('close', () => client.destroy());
}

/** Reads so many bytes at a time; what is left over belongs to the tunnel. */
function reader(socket: Socket) {
  let buffered: Buffer = Buffer.alloc(0);
  let wake = Promise.withResolvers<void>();
  wake.promise.catch(() => undefined);
  const onData = (chunk: Buffer): void => {
    buffered = Buffer.concat([buffered, chunk]);
    wake.resolve();
  };
  socket.on('data', onData);
  socket.once('close', () => wake.reject(new Error('closed')));
  const read = async (count: number): Promise<Buffer> => {
    while (buffered.length < count) {
      wake = Promise.withResolvers();
      wake.promise.catch(() => undefined);
      await wake.promise;
    }
    const taken = buffered.subarray(0, count);
    buffered = buffered.subarray(count);
    return taken;
  };
  const rest = (): Buffer => {
    socket.off('data', onData);
    return buffered;
  };
  return Object.assign(read, { rest });
}

async function listen(server: Server, passages: readonly Passage[]): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    passages,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
