import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ClientConfig } from 'pg';
import { startEmbeddedPostgres } from '../../backend/db/embedded-postgres.ts';

/** A database that belongs to none of the backends, so that each may be killed alone. */
export async function openDatabaseServer(): Promise<
  AsyncDisposable & { readonly connection: ClientConfig; readonly url: string }
> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-faults-'));
  // As root the embedded database runs under another account, which must be able to pass through.
  await chmod(home, 0o711);
  const server = await startEmbeddedPostgres(path.join(home, 'postgres'));
  return {
    connection: server.connection,
    url: nameUrl(server.connection),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function nameUrl({ host, port, user, database }: ClientConfig): string {
  const folder = encodeURIComponent(host ?? '');
  return `postgres://${user ?? 'postgres'}@localhost:${port ?? 5432}/${database ?? 'postgres'}?host=${folder}`;
}
