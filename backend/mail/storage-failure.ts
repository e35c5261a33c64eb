import { DatabaseError } from 'pg';
import { isDiskFull } from '../full-disk.ts';
import { ConnectionFailure } from './connection-problem.ts';

/** True if the database refuses this very mail (its values, a constraint) and would take another. */
export function isRefusedMail(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}

/** Why nothing can be stored at present, in words for people. Nothing is lost: the mail stays where it is. */
export function describeStorageFailure(error: unknown): ConnectionFailure {
  if (error instanceof ConnectionFailure) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new ConnectionFailure(
    isDiskFull(error)
      ? {
          step: 'mail',
          sentence: 'The disk of the database is full, so no more mail is taken in; it stays in the mailbox.',
          mend: 'Make room there; Postroom goes on by itself.',
          lasting: false,
        }
      : {
          step: 'mail',
          sentence: `The database does not take mail at present (${words}), so it stays in the mailbox.`,
          mend: 'Check that the database runs; Postroom goes on by itself.',
          lasting: false,
        },
    { cause: error },
  );
}
