import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import type { NetworkSettings } from './proxy/network.ts';
import { openTokenSources, type TokenSource, type TokenSources } from './oauth/token-source.ts';
import { resolveProxy, type ResolvedProxy } from './proxy/resolved-proxy.ts';

/** How the connections of mail servers come by what the configuration only names. */
export interface ConnectionSecrets {
  /** The secret behind `${ENV_NAME}` or `file:…`; throws with the name where there is none. */
  readonly resolve: (reference: string) => string | Promise<string>;
  /** Absolute folder that a relative `caFile` is looked for in. */
  readonly baseFolder: string;
  /** Those of the process; without, tokens are fetched anew each time, as a trial does. */
  readonly tokens?: TokenSources;
}

export interface ConnectionCredentials {
  readonly user: string | null;
  readonly password: string | null;
  /** PEM of an authority to trust besides the system's. */
  readonly authority: string | null;
  /** Null: straight. */
  readonly proxy: ResolvedProxy | null;
  /** Signs in by them in place of the password, which is null then. */
  readonly tokens: TokenSource | null;
}

/**
 * @throws with the name of the secret or the file that is missing, never with its content
 */
export async function resolveCredentials(
  server: IncomingServer | OutgoingServer,
  secrets: ConnectionSecrets,
): Promise<ConnectionCredentials> {
  const { oauth } = server;
  const authority = await readAuthority(server.caFile, secrets);
  const proxy = await resolveProxy(server.proxy, secrets.resolve);
  const wanted = oauth || server.password === undefined ? null : await secrets.resolve(server.password);
  const sources = secrets.tokens ?? openTokenSources({ resolve: secrets.resolve, store: null });
  return {
    user: server.user ?? null,
    password: wanted,
    authority,
    proxy,
    tokens: oauth ? sources.of({ ...server, oauth }, describeNetwork(server, { authority, proxy })) : null,
  };
}

/** What `openNetwork` takes for a server. */
export function describeNetwork(
  server: Pick<IncomingServer | OutgoingServer, 'connectTimeoutSeconds' | 'protocolTimeoutSeconds'>,
  { authority, proxy }: Pick<ConnectionCredentials, 'authority' | 'proxy'>,
): NetworkSettings {
  const { connectTimeoutSeconds, protocolTimeoutSeconds } = server;
  return { authority, proxy, connectTimeoutSeconds, protocolTimeoutSeconds };
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
