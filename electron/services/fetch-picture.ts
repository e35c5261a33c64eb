import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { RemotePictureFailure } from '../../contract/desktop.ts';
import { rasterTypeOf } from '../../contract/raster-image.ts';
import { isPublicAddress } from './public-address.ts';

/** The net as pictures are fetched from it. */
export interface PictureNet {
  /** Every address of a name. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Whether a connection may be made there. */
  readonly allows: (address: string, port: number) => boolean;
  /** The certificate to trust in place of the system's roots (PEM). */
  readonly ca?: string;
}

/** The public internet on the port of https. */
export const publicNet: PictureNet = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  allows: (address, port) => port === 443 && isPublicAddress(address),
};

/** Why a picture was not fetched. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly failure: RemotePictureFailure;

  constructor(failure: RemotePictureFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

export interface FetchPictureOptions {
  readonly net: PictureNet;
  readonly signal: AbortSignal;
  /** Bytes of this picture. */
  readonly most: number;
  /** Told of each piece as it comes; throws when it is too much altogether. */
  readonly onPiece: (bytes: number) => void;
}

const mostRedirects = 3;
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches one picture over https, telling the other side nothing but that somebody wants it: no cookies, no referrer,
 * no name of a program, a connection of its own. Fails with {@link PictureError}.
 */
export async function fetchPicture(
  address: string,
  options: FetchPictureOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  let url = parse(address);
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const response = await open(url, options);
    if (!redirects.has(response.statusCode)) return read(response, options);
    response.destroy();
    url = parse(response.headers.location, url);
  }
  throw new PictureError('unreachable', `more than ${mostRedirects} redirects`);
}

function parse(address: string | undefined, base?: URL): URL {
  const url = address === undefined ? null : URL.parse(address, base?.href);
  if (url?.protocol !== 'https:') throw new PictureError('refused', 'only https is fetched');
  if (url.username !== '' || url.password !== '')
    throw new PictureError('refused', 'the address holds a name');
  return url;
}

/**
 * The address to connect to. All that a name resolves to must be allowed, and the connection is made to what was
 * looked at here: the name is not resolved again, so that its second answer cannot be another one.
 */
async function pin(host: string, port: number, { net, signal }: FetchPictureOptions): Promise<string> {
  const addresses = isIP(host) ? [host] : await Promise.race([net.resolve(host), whenAborted(signal)]);
  const [first] = addresses;
  if (first === undefined || !addresses.every((address) => net.allows(address, port))) {
    throw new PictureError('refused', `${host} is not on the public internet`);
  }
  return first;
}

async function open(url: URL, options: FetchPictureOptions): Promise<IncomingMessage> {
  const { net, signal } = options;
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const port = url.port === '' ? 443 : Number(url.port);
  try {
    const address = await pin(host, port, options);
    return await new Promise((resolve, reject) => {
      httpsRequest({
        host: address,
        port,
        path: url.pathname + url.search,
        // The certificate must be that of the name.
        ...(isIP(host) ? {} : { servername: host }),
        headers: {
          host: url.host,
          'user-agent': 'Mozilla/5.0',
          accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif',
          'accept-encoding': 'identity',
        },
        agent: false,
        signal,
        ...(net.ca === undefined ? {} : { ca: net.ca }),
      })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
  } catch (cause) {
    throw asPictureError(cause);
  }
}

async function read(
  response: IncomingMessage,
  { most, onPiece }: FetchPictureOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (response.statusCode !== 200) {
      throw new PictureError('unreachable', `the server answered ${response.statusCode}`);
    }
    if (Number(response.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) throw tooLarge(most);
      onPiece(piece.length);
      pieces.push(piece);
    }
    const bytes = new Uint8Array(Buffer.concat(pieces));
    if (rasterTypeOf(bytes) === null) throw new PictureError('no-picture', 'it is no raster picture');
    return bytes;
  } catch (cause) {
    throw asPictureError(cause);
  } finally {
    response.destroy();
  }
}

function tooLarge(most: number): PictureError {
  return new PictureError('too-large', `it is larger than ${most} bytes`);
}

/** Names that do not resolve, refused connections, bad certificates, time that is over: nothing can be done here. */
function asPictureError(cause: unknown): PictureError {
  if (cause instanceof PictureError) return cause;
  return new PictureError('unreachable', 'the server cannot be reached', { cause });
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => {
      reject(new PictureError('unreachable', 'it took too long'));
    };
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
