import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { ExpectedError } from '../../contract/error.ts';
import { launchAs, serverAccount, type Launch } from './server-account.ts';

export interface EmbeddedPostgres {
  readonly connection: pg.ClientConfig;
  /** True if the server was running already, left behind by a killed process or started by a program beside us. */
  readonly reused: boolean;
  /** Ends the server if this process started it; otherwise leaves it alone. */
  readonly stop: () => Promise<void>;
}

/** Names the socket file, so it only has to be a valid number: nothing listens on TCP. */
const socketPort = 55999;
const user = 'postroom';

/**
 * Starts the PostgreSQL that comes with Postroom on a data folder, or finds the one that runs there already. It
 * listens on a Unix socket in a folder that only its owner can enter. When this process dies, even by SIGKILL, a
 * watchdog on a pipe ends the server; a data folder that was cut off in initdb is made anew.
 * @param home folder for `data/` and the socket; made if absent
 * @param onLost told when the server ended without being asked to (killed, out of memory); it is started again, and
 *   connections made from then on succeed
 * @param grace seconds after which a server that does not end is made to
 * @throws `state-conflict` for a database of another version or a damaged one, with what to do; else with the server's
 *   own words (disk full, no permission)
 */
export async function startEmbeddedPostgres(
  home: string,
  onLost: (error: Error) => void = () => undefined,
  grace = usualGrace,
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded database is not available on Windows yet. Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  const folder = path.resolve(home);
  const data = path.join(folder, 'data');
  const owner = await serverAccount();
  const sockets = socketFolder(folder);
  for (const made of [folder, sockets]) {
    await mkdir(made, { recursive: true, mode: 0o700 });
    if (owner) await chown(made, owner.uid, owner.gid);
  }
  const connection = { host: sockets, port: socketPort, user, database: 'postroom' };
  const admin = { ...connection, database: 'postgres' };

  const launch = await launchAs(owner, [data, sockets]);
  if (!(await exists(path.join(data, 'PG_VERSION')))) await initialise(folder, data, launch);
  else await requireOurVersion(data, launch.binaries.version);
  let reused = (await exists(path.join(data, 'postmaster.pid'))) && (await answers(admin));
  const start = () => startServer(data, sockets, admin, launch, grace);
  const stopping = new AbortController();
  let server: ChildProcess | undefined;
  if (!reused) {
    const started = await start();
    ({ reused } = started);
    if (!reused) server = started.process;
  }
  async function keep(running: ChildProcess): Promise<void> {
    for (
      let current: ChildProcess | null = running;
      current;
      current = await restart(start, onLost, stopping.signal)
    ) {
      server = current;
      // It may have ended since it answered: then the event has passed already.
      if (current.exitCode === null && current.signalCode === null) await once(current, 'exit');
      const code = current.exitCode;
      if (stopping.signal.aborted) return;
      onLost(new Error(`the embedded database ended by itself (exit code ${code}); starting it again`));
    }
  }
  if (server) void keep(server);
  await createDatabase(admin, connection.database);
  return {
    connection,
    reused,
    stop: async () => {
      stopping.abort();
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.stdin?.end();
      await ended;
    },
  };
}

/** Tries until the server runs again; null once nobody wants it any more. */
async function restart(
  start: () => Promise<{ process: ChildProcess; reused: boolean }>,
  onError: (error: Error) => void,
  signal: AbortSignal,
): Promise<ChildProcess | null> {
  while (!signal.aborted) {
    try {
      const { process: next, reused } = await start();
      if (!signal.aborted && !reused) return next;
      next.stdin?.end();
      // Somebody else's server answers; ours is wanted again once that one has ended.
      if (reused) await delay(1000, undefined, { signal }).catch(() => undefined);
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
      await delay(1000, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}

/** A socket's path must fit in 107 bytes, so a deep data folder gets its sockets below /tmp. */
function socketFolder(folder: string): string {
  const beside = path.join(folder, 'run');
  if (Buffer.byteLength(path.join(beside, `.s.PGSQL.${socketPort}`)) <= 100) return beside;
  return path.join('/tmp', `postroom-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`);
}

async function exists(file: string): Promise<boolean> {
  const names: readonly string[] = await readdir(path.dirname(file)).catch(() => []);
  return names.includes(path.basename(file));
}

/** Into a folder beside, then renamed: a kill in the middle leaves nothing that looks like a database. */
async function initialise(folder: string, data: string, launch: Launch): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('initialising-')) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  await rm(data, { recursive: true, force: true });
  const fresh = path.join(folder, `initialising-${randomUUID()}`);
  const [program, ...words] = [...launch.prefix, launch.binaries.initdb];
  await promisify(execFile)(
    program,
    [
      ...words,
      '-D',
      fresh,
      '-U',
      user,
      '-A',
      'trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ],
    { ...launch.options, cwd: folder },
  ).catch((error: unknown) => {
    throw new Error(`The database could not be made in ${data}: ${serverWords(error)}`, { cause: error });
  });
  try {
    await rename(fresh, data);
  } catch (error) {
    // Another process was first; its database is as good.
    if (!(await exists(path.join(data, 'PG_VERSION')))) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
}

function serverWords(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr) {
    return error.stderr.trim().slice(-2000);
  }
  return error instanceof Error ? error.message : String(error);
}

/** How long a server may take to end, in seconds. */
const usualGrace = 20;

/**
 * The shell waits for the end of our pipe: the kernel closes it however this process ends. A fast shutdown (SIGINT)
 * rolls open transactions back and loses nothing that was committed. PostgreSQL can hang in it, as when it was just
 * recovering from a full disk, and would keep the database from every successor; an immediate one (SIGQUIT) then loses
 * nothing either, since the next start recovers.
 */
const writeWatchdog = (grace: number): string => `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
trap 'kill -INT $server 2>/dev/null' TERM INT
(read _ <&3; exec 3<&- 2>/dev/null; kill -INT $server
sleep ${grace} & nap=$!; trap 'kill $nap; exit' TERM; wait $nap; kill -QUIT $server) & reader=$!
exec 3<&-
wait $server; code=$?
while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
kill $reader 2>/dev/null
exit $code`;

/** What a server says that cannot start *yet*: a killed one's children are still ending, or another is starting. */
const notYet = /pre-existing shared memory block|lock file .* already exists/;

async function startServer(
  data: string,
  sockets: string,
  admin: pg.ClientConfig,
  launch: Launch,
  grace: number,
): Promise<{ process: ChildProcess; reused: boolean }> {
  const deadline = Date.now() + 60_000;
  for (let launches = 1; ; launches++) {
    const child = spawnServer(data, sockets, launch, grace);
    let log = '';
    // No process could be started: out of memory, say.
    child.once('error', (error) => {
      log += error.message;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    for (let tries = 0; child.exitCode === null; tries++) {
      if (await answers(admin)) return { process: child, reused: false };
      if (Date.now() > deadline) {
        child.stdin?.end();
        throw new Error(`The database in ${data} did not answer within 60 s: ${log.trim()}`);
      }
      await delay(Math.min(10 + tries, 50));
    }
    if (await answers(admin)) return { process: child, reused: true };
    if (!notYet.test(log) || Date.now() > deadline) {
      throw startFailure(data, log.trim() || `exit code ${child.exitCode}`);
    }
    await delay(Math.min(50 * launches, 500));
  }
}

/** Only the same major version reads its files. */
async function requireOurVersion(data: string, ours: string): Promise<void> {
  const theirs = (await readFile(path.join(data, 'PG_VERSION'), 'latin1')).trim();
  const [major = ''] = ours.split('.');
  if (theirs === major) return;
  if (!/^[\d.]+$/.test(theirs)) throw damaged(data, 'PG_VERSION holds no version');
  throw new ExpectedError(
    'state-conflict',
    `The database in ${data} was made by PostgreSQL ${theirs}, and this Postroom comes with ${major}. Run the Postroom that made it, or start PostgreSQL ${theirs} on that folder and set DATABASE_URL to it; to move, load what its pg_dump writes into a new database.`,
    { folder: data },
  );
}

/** What PostgreSQL says of files that are not as it left them. */
const damage =
  /pg_control|control file|checkpoint record|invalid (page|magic|record)|is not a valid data directory|could not (open|read) file "(global|base|pg_wal|pg_xact|pg_filenode)/;

function startFailure(data: string, log: string): Error {
  // A full disk leaves files cut short, and is mended first.
  if (damage.test(log) && !/No space left on device|Disk quota exceeded|Permission denied/.test(log))
    return damaged(data, log);
  return new Error(`The database in ${data} did not start: ${log}`);
}

function damaged(data: string, words: string): ExpectedError {
  return new ExpectedError(
    'state-conflict',
    `The database in ${data} is damaged. Restore the folder from a backup, and keep this one until all is there; or set POSTROOM_DATA to an empty folder to begin anew. PostgreSQL says: ${words}`,
    { folder: data },
  );
}

function spawnServer(data: string, sockets: string, launch: Launch, grace: number): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    max_connections: '200',
  };
  const command = [
    launch.binaries.postgres,
    '-D',
    data,
    '-p',
    String(socketPort),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [program, ...words] = [...launch.prefix, '/bin/sh', '-c', writeWatchdog(grace), 'postroom-database'];
  return spawn(program, [...words, ...command], {
    ...launch.options,
    cwd: path.dirname(data),
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
}

async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function createDatabase(admin: pg.ClientConfig, name: string): Promise<void> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(name)}`).catch((error: unknown) => {
        // 42P04 or 23505: a process beside us made it in the meantime.
        if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')))
          throw error;
      });
    }
  } finally {
    await client.end();
  }
}
