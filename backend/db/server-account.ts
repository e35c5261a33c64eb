import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { copyForOthers, postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, else `nobody`. Null: as whoever runs this. */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const fields = accounts.find(([login]) => login === name);
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    'Running as root, Postroom needs an account `postgres` or `nobody` to run the database as.',
  );
}

/** How to start the programs as the account: words to put before, and options for `spawn`. */
export interface Launch {
  readonly binaries: PostgresBinaries;
  readonly prefix: readonly [] | readonly [string, ...string[]];
  readonly options: Partial<Account>;
}

/**
 * Root's home, and other folders, are often closed to other accounts. Then the programs are copied to where the
 * account can run them, and it gets, beside its own rights, that of passing through folders, so that the database
 * can lie where the person wants it.
 * @param places folders that the server must reach
 */
export async function launchAs(account: Account | null, places: readonly string[]): Promise<Launch> {
  const installed = postgresBinaries();
  if (!account) return { binaries: installed, prefix: [], options: {} };
  const isOpen = (await firstClosed(account, [installed.postgres])) === null;
  const binaries = isOpen ? installed : await copyForOthers(installed);
  const closed = await firstClosed(account, places);
  if (closed === null) return { binaries, prefix: [], options: account };
  const right = await passingRight();
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));
  if (!setpriv || !right) {
    throw new Error(
      `Running as root, the database runs as another account, which cannot pass through ${closed}. Open it (chmod o+x ${closed}), set POSTROOM_DATA to another folder, or do not run as root.`,
    );
  }
  const { uid, gid } = account;
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const rights = [`--inh-caps=+${right}`, `--ambient-caps=+${right}`];
  return { binaries, prefix: [setpriv, ...ids, ...rights, '--'], options: {} };
}

async function firstClosed(account: Account, places: readonly string[]): Promise<string | null> {
  for (const place of places) {
    for (let folder = path.dirname(place); ; folder = path.dirname(folder)) {
      const { mode, uid } = await stat(folder);
      if ((mode & (uid === account.uid ? 0o100 : 0o001)) === 0) return folder;
      if (folder === path.dirname(folder)) break;
    }
  }
  return null;
}

/** The least of the capabilities that this process has and that lets one pass through folders (capabilities(7)). */
async function passingRight(): Promise<'dac_read_search' | 'dac_override' | null> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const held = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  if (held & (1n << 2n)) return 'dac_read_search';
  if (held & (1n << 1n)) return 'dac_override';
  return null;
}
