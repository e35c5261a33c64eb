import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../../contract/error.ts';

/** Environment that `${NAME}` references are looked up in. */
export type SecretEnvironment = Readonly<Record<string, string | undefined>>;

const longestSecret = 64 * 1024;

/**
 * The secret that a reference of the configuration names: `${ENV_NAME}`, or `file:` and a path. Resolved where it is
 * needed and when it is needed; keep it out of logs, messages and the database.
 * @throws `invalid-input` naming the variable or the file and what to do
 */
export async function resolveSecret(reference: string, env: SecretEnvironment): Promise<string> {
  const name = /^\$\{(\w+)\}$/.exec(reference)?.[1];
  if (name !== undefined) {
    const value = env[name];
    if (value) return value;
    const problem = value === undefined ? 'is not set' : 'is empty';
    throw new ExpectedError(
      'invalid-input',
      `the environment variable ${name} ${problem}; set it to the secret`,
    );
  }
  if (reference.startsWith('file:')) return readSecretFile(reference.slice('file:'.length));
  // The text is not repeated: it may be the secret itself.
  throw new ExpectedError('invalid-input', 'a secret is named as ${ENV_NAME} or as file:path/to/secret');
}

async function readSecretFile(file: string): Promise<string> {
  let text: string;
  try {
    if ((await stat(file)).size > longestSecret) {
      throw new ExpectedError('invalid-input', `the secret's file ${file} is longer than 64 KiB`);
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const problem = problems[code] ?? `cannot be read (${code})`;
    throw new ExpectedError('invalid-input', `the secret's file ${file} ${problem}`, undefined, {
      cause: error,
    });
  }
  // Editors and `echo` end a file with a line end that is no part of the secret.
  const secret = text.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  if (secret === '') throw new ExpectedError('invalid-input', `the secret's file ${file} is empty`);
  return secret;
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this account',
  EISDIR: 'is a folder',
};

/** The reference as it is kept: a file's path is made absolute, since the backend runs in another folder. */
export function anchorSecret(reference: string, folder: string): string {
  if (!reference.startsWith('file:')) return reference;
  return `file:${path.resolve(folder, reference.slice('file:'.length))}`;
}
