import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/configuration.ts';

/** How the connections of mail servers come by what the configuration only names. */
export interface ConnectionSecrets {
  /** The secret behind `${ENV_NAME}` or `file:…`; throws with the name where there is none. */
  readonly resolve: (reference: string) => string | Promise<string>;
  /** Absolute folder that a relative `caFile` is looked for in. */
  readonly baseFolder: string;
}

export interface ConnectionCredentials {
  readonly user: string | null;
  readonly password: string | null;
  /** PEM of an authority to trust besides the system's. */
  readonly authority: string | null;
}

/**
 * @throws with the name of the secret or the file that is missing, never with its content
 */
export async function resolveCredentials(
  server: IncomingServer | OutgoingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionCredentials> {
  const password = server.password === undefined ? null : await secrets.resolve(server.password);
  return { user: server.user ?? null, password, authority: await readAuthority(server.caFile, secrets) };
}

async function readAuthority(file: string | undefined, secrets: ConnectionSecrets): Promise<string | null> {
  if (file === undefined) return null;
  const absolute = path.resolve(secrets.baseFolder, file);
  try {
    return await readFile(absolute, 'utf8');
  } catch (error) {
    throw new MissingAuthority(absolute, { cause: error });
  }
}

export class MissingAuthority extends Error {
  override readonly name = 'MissingAuthority';
  constructor(file: string, options: ErrorOptions) {
    super(`The file ${file} (caFile) cannot be read`, options);
  }
}
