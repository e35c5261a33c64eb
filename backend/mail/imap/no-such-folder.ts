import { ConnectionFailure } from '../connection-problem.ts';

/** The folder that mail is to be fetched from is not there, or may not be opened. @param account whose it is */
export function noSuchFolder(account: string, folder: string, cause: unknown): ConnectionFailure {
  return new ConnectionFailure(
    {
      step: 'mailbox',
      sentence: `The mailbox of ${account} has no folder ${folder} that can be opened.`,
      mend: 'Name the folder in the configuration as the server calls it.',
      lasting: true,
    },
    { cause },
  );
}
