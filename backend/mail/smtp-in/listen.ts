import { once } from 'node:events';
import type { SMTPServer } from 'smtp-server';

interface Place {
  readonly host: string;
  readonly port: number;
  /** TLS comes first. */
  readonly secure: boolean;
}

/** @returns the port. @throws an error that names the place, why it cannot be had, and what to do */
export async function listen(server: SMTPServer, { host, port, secure }: Place): Promise<number> {
  server.listen(port, host);
  try {
    await once(server.server, 'listening');
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    const why = taken
      ? 'another program has it already'
      : denied
        ? 'ports below 1024 need more rights'
        : error instanceof Error
          ? error.message
          : String(error);
    const setting = secure ? 'POSTROOM_SMTPS' : 'POSTROOM_SMTP';
    throw new Error(
      `Mail cannot be listened for at ${host}:${port}: ${why}. Choose another port with ${setting}.`,
      { cause: error },
    );
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
