import { readFile } from 'node:fs/promises';

export interface ServerAccount {
  readonly name: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account that mail servers of a test run as: `nobody` when the test runs as root, else its own. */
export async function findServerAccount(): Promise<ServerAccount> {
  const users = await readTable('/etc/passwd');
  const groups = await readTable('/etc/group');
  const wanted = String(process.getuid?.());
  const user = users.find(([name, , uid]) => (runsAsRoot() ? name === 'nobody' : uid === wanted));
  if (!user) throw new Error('no account to run the mail servers as');
  const [name = '', , uid, gid] = user;
  const group = groups.find(([, , id]) => id === gid)?.[0] ?? name;
  return { name, group, uid: Number(uid), gid: Number(gid) };
}

async function readTable(file: string): Promise<readonly string[][]> {
  return (await readFile(file, 'utf8')).split('\n').map((line) => line.split(':'));
}
