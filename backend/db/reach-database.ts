import pg from 'pg';
import { ExpectedError } from '../../contract/error.ts';

/** As `server_version_num`. */
export const oldestVersion = 150_000;
/** A server that accepts the connection and says nothing would otherwise be waited for without end. */
const longestWait = 10_000;

/** What is wrong with a PostgreSQL, and what to do about it; never a password. */
export interface DatabaseProblem {
  readonly sentence: string;
  readonly mend: string;
}

/**
 * Signs in to the PostgreSQL of DATABASE_URL once, so that what is wrong with it is said before anything starts.
 * Takes ten seconds at most.
 * @throws `unreachable` naming the server and what to do
 */
export async function reachDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: longestWait });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; version: string }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
    );
    const [server] = rows;
    if (server && Number(server.number) < oldestVersion) throw sayProblem(tooOld(server.version));
  } catch (error) {
    throw error instanceof ExpectedError ? error : sayProblem(describeDatabaseProblem(error, client), error);
  } finally {
    // A server that fell silent does not answer the farewell either: it is not waited for.
    void client.end().catch(() => undefined);
  }
}

function sayProblem({ sentence, mend }: DatabaseProblem, cause?: unknown): ExpectedError {
  return new ExpectedError('unreachable', `${sentence}. ${mend}`, undefined, { cause });
}

export function tooOld(version: string): DatabaseProblem {
  return {
    sentence: `PostgreSQL ${version} is too old`,
    mend: 'Set DATABASE_URL to a PostgreSQL 15 or newer, or unset it to use the embedded one.',
  };
}

/** Puts what `pg` threw into words for people. */
export function describeDatabaseProblem(
  error: unknown,
  target: Pick<pg.Client, 'host' | 'port' | 'user' | 'database'>,
): DatabaseProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = error instanceof Error && error.message ? error.message : code || String(error);
  const isSocket = target.host.startsWith('/');
  const place = isSocket ? `the socket in ${target.host}` : `${target.host}:${target.port}`;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        sentence: `The name ${target.host} of the database’s machine cannot be resolved to an address`,
        mend: 'Check how it is written in DATABASE_URL, and the DNS of this machine.',
      };
    case 'ECONNREFUSED':
    case 'ENOENT':
      return {
        sentence: `No PostgreSQL accepts connections at ${place} (${code})`,
        mend: 'Start it, or correct host and port in DATABASE_URL.',
      };
    case '28P01':
    case '28000':
      return {
        sentence: `The PostgreSQL at ${place} does not let the user ${target.user ?? ''} in (${reason})`,
        mend: 'Check user and password in DATABASE_URL, and the server’s pg_hba.conf.',
      };
    case '3D000':
      return {
        sentence: `The PostgreSQL at ${place} has no database ${target.database ?? ''}`,
        mend: 'Make it with createdb, or correct the name in DATABASE_URL.',
      };
    default:
      return {
        sentence: `The PostgreSQL at ${place} does not answer (${reason})`,
        mend: 'Check DATABASE_URL, whether that server runs and whether it lets this machine in.',
      };
  }
}
