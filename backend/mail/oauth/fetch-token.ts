import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ConnectionFailure } from '../connection-problem.ts';
import type { Network } from '../proxy/network.ts';
import { describeTokenRefusal } from './token-problem.ts';
import type { TokenRequest } from './token-request.ts';

export interface AccessToken {
  readonly value: string;
  /** By this machine's clock. */
  readonly expiresAt: Date;
}

/** Answers are small; what is longer is none. */
const longestAnswer = 256 * 1024;
const unsaidLifetime = 3600;
const shortestThrottle = 1_000;
/** However long an authority asks us to wait. */
export const longestThrottle = 60 * 60_000;

const granted = z.object({
  access_token: z.string().min(1).max(longestAnswer),
  expires_in: z.coerce.number().positive().default(unsaidLifetime),
});
const refused = z.object({ error: z.string().max(200), error_description: z.string().default('') });

/**
 * Asks the authority for a token, once.
 * @param secrets the secret fields, looked up
 * @throws ConnectionFailure: what is wrong with the request or the authority; never with a secret in it
 */
export async function fetchToken(
  request: TokenRequest,
  secrets: Readonly<Record<string, string>>,
  user: string | null,
  network: Network,
  milliseconds: number,
): Promise<AccessToken> {
  const { status, text, retryAfter } = await post(request, secrets, network, milliseconds);
  const body = parseJson(text);
  const grant = granted.safeParse(body);
  if (status === 200 && grant.success) {
    const { access_token: value, expires_in: seconds } = grant.data;
    return { value, expiresAt: new Date(Date.now() + Math.min(seconds, 7 * 86_400) * 1000) };
  }
  if (status === 429 || (status === 503 && retryAfter !== null)) throw throttled(request, retryAfter);
  const refusal = refused.safeParse(body);
  if (!refusal.success && status < 500) throw noAuthority(request, status);
  throw describeTokenRefusal({
    endpoint: request.endpoint,
    provider: request.provider,
    clientId: request.fields['client_id'] ?? '',
    user,
    status,
    error: refusal.data?.error ?? '',
    description: withoutSecrets(refusal.data?.error_description ?? '', secrets),
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function post(
  { endpoint, fields }: TokenRequest,
  secrets: Readonly<Record<string, string>>,
  network: Network,
  milliseconds: number,
): Promise<Answer> {
  const over = new AbortController();
  try {
    return await Promise.race([
      ask(),
      delay(milliseconds, undefined, { signal: over.signal }).then(() => {
        throw unreachable(endpoint, 'it did not answer in time');
      }),
    ]);
  } catch (error) {
    if (error instanceof ConnectionFailure) throw error;
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof ConnectionFailure) throw cause;
    throw unreachable(endpoint, sayCause(cause ?? error));
  } finally {
    over.abort();
  }

  async function ask(): Promise<Answer> {
    const answer = await network.fetch(endpoint, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, ...secrets }).toString(),
      // Secrets go where the configuration says, nowhere else.
      redirect: 'error',
      signal: over.signal,
    });
    const text = await answer.text();
    return {
      status: answer.status,
      text: text.slice(0, longestAnswer),
      retryAfter: answer.headers.get('retry-after'),
    };
  }
}

function sayCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code ?? error.message.slice(0, 200);
}

function unreachable(endpoint: string, words: string): ConnectionFailure {
  const { host, hostname } = new URL(endpoint);
  const unknownName = words === 'ENOTFOUND' || words === 'EAI_AGAIN';
  return new ConnectionFailure({
    step: 'token',
    sentence: unknownName
      ? `The name ${hostname}, which gives out tokens, cannot be resolved to an address.`
      : `${host}, which gives out tokens, cannot be reached (${words}).`,
    mend: 'Check tenantAuthority, the network of this machine, and whether a proxy is needed.',
    lasting: false,
  });
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function throttled({ endpoint }: TokenRequest, retryAfter: string | null): ConnectionFailure {
  const seconds = Number(retryAfter ?? Number.NaN);
  const named = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter ?? '') - Date.now();
  const wait = Number.isFinite(named) ? Math.min(Math.max(named, shortestThrottle), longestThrottle) : 60_000;
  return new ConnectionFailure({
    step: 'token',
    sentence: `${new URL(endpoint).host} has had enough of our requests for tokens for now.`,
    mend: `Postroom asks again in ${Math.ceil(wait / 1000)} seconds.`,
    lasting: false,
    retryAt: new Date(Date.now() + wait),
  });
}

function noAuthority({ endpoint }: TokenRequest, status: number): ConnectionFailure {
  return new ConnectionFailure({
    step: 'token',
    sentence: `${endpoint} does not answer as a place that gives out tokens (HTTP ${status}).`,
    mend: 'Check tenantAuthority and directoryId.',
    lasting: true,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Should an authority repeat what it was sent. */
function withoutSecrets(words: string, secrets: Readonly<Record<string, string>>): string {
  return Object.values(secrets).reduce(
    (text, secret) => (secret === '' ? text : text.replaceAll(secret, '…')),
    words,
  );
}
