import type { FastifyInstance } from 'fastify';
import { ExpectedError } from '../../contract/error.ts';
import type { ListenAddress } from '../environment.ts';

/**
 * Has the app answer at the address of POSTROOM_HTTP.
 * @throws `unreachable` naming the address and what to do where it cannot be had
 */
export async function listenForHttp(app: FastifyInstance, address: ListenAddress): Promise<void> {
  try {
    await app.listen(address);
  } catch (error) {
    const { host, port } = address;
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    throw new ExpectedError(
      'unreachable',
      `The API cannot be served at ${place}: ${reasonOf(error)}. Set POSTROOM_HTTP to another host:port.`,
      { address: place },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return 'another program, perhaps another Postroom, has this port already';
    case 'EACCES':
      return 'this account may not use it, since ports below 1024 need more rights';
    case 'EADDRNOTAVAIL':
      return 'this machine does not have that address';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name cannot be resolved to an address';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
