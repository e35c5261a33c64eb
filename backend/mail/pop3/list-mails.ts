import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';

export interface ListedMail {
  /** By which this one session calls it. */
  readonly number: number;
  /** Its unique id (RFC 1939, 7); empty where the server gives none that can be used. */
  readonly uid: string;
  /** False: other mails have the same one, or it has none; only its content tells it from others. */
  readonly unique: boolean;
  /** In bytes, as the server says; some say it wrong. */
  readonly size: number;
}

/** Enough for some hundred thousand mails. */
const longestList = 32 * 1024 * 1024;

/**
 * All mails of the mailbox, in their order.
 * @throws ConnectionFailure where the server has no unique ids
 */
export async function listMails(
  connection: Pop3Connection,
  server: Pop3Server,
): Promise<readonly ListedMail[]> {
  // One that is longer than RFC 1939 allows by far, or holds what it may not, is none.
  const uids = await readTable(connection, 'UIDL', /^(\d{1,10}) +([\x21-\x7e]{1,255}) *$/).catch(
    (error: unknown) => {
      throw error instanceof Pop3Refusal ? withoutUidl(error, server) : error;
    },
  );
  const sizes = await readTable(connection, 'LIST', /^(\d{1,10}) +(\d{1,15})/);
  const uses = new Map<string, number>();
  for (const uid of uids.values()) uses.set(uid, (uses.get(uid) ?? 0) + 1);
  return [...new Set([...sizes.keys(), ...uids.keys()])]
    .toSorted((a, b) => a - b)
    .map((number) => {
      const uid = uids.get(number) ?? '';
      return { number, uid, unique: uses.get(uid) === 1, size: Number(sizes.get(number) ?? 0) };
    });
}

async function readTable(
  connection: Pop3Connection,
  command: string,
  row: RegExp,
): Promise<ReadonlyMap<number, string>> {
  const { body, whole } = await connection.multiLine(command, longestList);
  if (!whole) throw new Pop3Violation(`its answer to ${command} has no end`);
  return new Map(
    body
      .toString('latin1')
      .split(/\r?\n/)
      .flatMap((line) => {
        const [, number, value] = row.exec(line) ?? [];
        return number === undefined || value === undefined ? [] : [[Number(number), value] as const];
      }),
  );
}

function withoutUidl(refusal: Pop3Refusal, server: Pop3Server): ConnectionFailure {
  return new ConnectionFailure(
    {
      step: 'mailbox',
      sentence: `${server.host} has no command UIDL (“${refusal.response.slice(0, 200)}”), without which nobody can tell which mails were taken in already.`,
      mend: 'Read this mailbox by IMAP, or have the mail server brought up to date.',
      lasting: true,
    },
    { cause: refusal },
  );
}
