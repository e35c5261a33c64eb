import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionFailure } from '../connection-problem.ts';
import { openNetwork, type NetworkSettings } from '../proxy/network.ts';
import { type AccessToken, fetchToken, longestThrottle } from './fetch-token.ts';
import { fingerprint, makeSalt, makeSeal } from './sealed-token.ts';
import { describeTokenRequest, nameToken, type TokenSettings } from './token-request.ts';
import type { KeptToken, TokenStore } from './token-store.ts';

/** The tokens by which one server is signed in to. */
export interface TokenSource {
  /**
   * A token that lasts for the configured margin at least: the one at hand, that of another backend, or a fresh one.
   * @throws ConnectionFailure, with `retryAt` where the authority throttles; what a person must mend is not asked again
   *   for a minute, and nothing within a second: many mails that wait to be sent ask at once
   */
  readonly getToken: () => Promise<AccessToken>;
  /**
   * A server refused it: unless it is fresh, it is given to nobody any more and `getToken` fetches another. Of a fresh
   * one that helps nobody: one mailbox without permission must not take the token from all others.
   */
  readonly reject: (token: AccessToken) => Promise<void>;
}

/** One for each process: servers that may share a token do. */
export interface TokenSources {
  readonly of: (settings: TokenSettings, network: NetworkSettings) => TokenSource;
}

export interface TokenTools {
  /** The secret behind a reference. */
  readonly resolve: (reference: string) => string | Promise<string>;
  /** Null: tokens are for this process alone. */
  readonly store: TokenStore | null;
  /** Milliseconds for which a token counts as fresh. */
  readonly fresh?: number;
}

const second = 1_000;
const minute = 60 * second;
/** How long another backend is waited for that fetches the same token, in milliseconds. */
const patience = 2 * minute;
const lookInterval = 100;

interface Current {
  readonly token: AccessToken;
  readonly obtainedAt: Date;
}

/** What this process knows of one token. */
interface Holding {
  current: Current | null;
  fetching: Promise<Current> | null;
  failed: { readonly failure: ConnectionFailure; readonly until: number } | null;
}

export function openTokenSources(tools: TokenTools): TokenSources {
  const holdings = new Map<string, Holding>();
  return {
    of(settings, network) {
      const request = describeTokenRequest(settings);
      const name = nameToken(request, settings.user);
      const margin = settings.oauth.tokenExpiryMarginSeconds * 1000;
      const holding = holdings.get(name) ?? { current: null, fetching: null, failed: null };
      holdings.set(name, holding);
      const fresh = tools.fresh ?? minute;

      async function lookUpSecrets(): Promise<Record<string, string>> {
        const entries = Object.entries(request.secrets).map(
          async ([field, reference]) => [field, await tools.resolve(reference)] as const,
        );
        return Object.fromEntries(await Promise.all(entries));
      }

      async function fetchNow(secrets: Readonly<Record<string, string>>): Promise<Current> {
        const obtainedAt = new Date();
        await using http = openNetwork(network);
        const timeout = (network.connectTimeoutSeconds + network.protocolTimeoutSeconds) * 1000;
        const token = await fetchToken(request, secrets, settings.user ?? null, http, timeout);
        return { token, obtainedAt };
      }

      /** From the database where another backend has put one, else fetched by whoever gets the lock. */
      async function fetchShared(store: TokenStore): Promise<Current> {
        const secrets = await lookUpSecrets();
        const deadline = performance.now() + patience;
        for (;;) {
          const kept = await store.read(name);
          const found = kept && (await openKept(kept, secrets));
          if (found && isUsable(found, margin)) return found;
          heedPatience(kept);
          const lock = await store.tryLock(name);
          if (lock) {
            try {
              return await fetchAlone(store, secrets);
            } finally {
              await lock.release();
            }
          }
          if (performance.now() > deadline) throw tooLong(request.endpoint);
          await delay(lookInterval * (0.5 + Math.random()));
        }
      }

      async function fetchAlone(store: TokenStore, secrets: Record<string, string>): Promise<Current> {
        // Between the look and the lock another one may have been done with it.
        const kept = await store.read(name);
        const found = kept && (await openKept(kept, secrets));
        if (found && isUsable(found, margin)) return found;
        heedPatience(kept);
        const salt = kept?.salt ?? makeSalt();
        try {
          const fetched = await fetchNow(secrets);
          const { value, expiresAt } = fetched.token;
          const { seal } = await makeSeal(name, secrets, salt);
          await store.write(name, {
            salt,
            sealed: seal(value),
            fingerprint: fingerprint(value),
            obtainedAt: fetched.obtainedAt,
            expiresAt,
          });
          return fetched;
        } catch (error) {
          const retryAt = error instanceof ConnectionFailure ? error.problem.retryAt : undefined;
          if (retryAt) await store.wait(name, salt, retryAt);
          throw error;
        }
      }

      function heedPatience(kept: KeptToken | null): void {
        if (kept?.retryAt && isAhead(kept.retryAt)) throw mustWait(request.endpoint, kept.retryAt);
      }

      async function openKept(kept: KeptToken, secrets: Record<string, string>): Promise<Current | null> {
        if (kept.sealed === null) return null;
        const { open } = await makeSeal(name, secrets, kept.salt);
        const value = open(kept.sealed);
        return value === null
          ? null
          : { token: { value, expiresAt: kept.expiresAt }, obtainedAt: kept.obtainedAt };
      }

      return {
        async getToken() {
          if (holding.current && isUsable(holding.current, margin)) return holding.current.token;
          if (holding.failed && holding.failed.until > performance.now()) throw holding.failed.failure;
          holding.fetching ??= (
            tools.store ? fetchShared(tools.store) : lookUpSecrets().then(fetchNow)
          ).finally(() => {
            holding.fetching = null;
          });
          try {
            holding.current = await holding.fetching;
            holding.failed = null;
            return holding.current.token;
          } catch (error) {
            if (error instanceof ConnectionFailure) holding.failed = remember(error);
            throw error;
          }
        },
        async reject(token) {
          const { current } = holding;
          const obtainedBefore = new Date(Date.now() - fresh);
          const isCurrent = current?.token.value === token.value;
          // One from the future was obtained before the clock was set back.
          const isFresh =
            isCurrent && current.obtainedAt > obtainedBefore && current.obtainedAt <= new Date();
          if (isFresh) return;
          if (isCurrent) holding.current = null;
          await tools.store?.discard(name, fingerprint(token.value), obtainedBefore);
        },
      };
    },
  };
}

/** Longer than any authority is waited for: the clock was set back. */
function isAhead(retryAt: Date): boolean {
  const left = retryAt.getTime() - Date.now();
  return left > 0 && left <= longestThrottle;
}

/** A token that lives shorter than the margin is used for half of its life. */
function isUsable({ token, obtainedAt }: Current, margin: number): boolean {
  const life = token.expiresAt.getTime() - obtainedAt.getTime();
  return token.expiresAt.getTime() - Date.now() > Math.min(margin, life / 2);
}

function remember(failure: ConnectionFailure): Holding['failed'] {
  const { lasting, retryAt } = failure.problem;
  const wait = retryAt ? retryAt.getTime() - Date.now() : lasting ? minute : second;
  return { failure, until: performance.now() + wait };
}

function mustWait(endpoint: string, retryAt: Date): ConnectionFailure {
  return new ConnectionFailure({
    step: 'token',
    sentence: `${new URL(endpoint).host} has had enough of our requests for tokens for now.`,
    mend: `Postroom asks again at ${retryAt.toISOString()}.`,
    lasting: false,
    retryAt,
  });
}

function tooLong(endpoint: string): ConnectionFailure {
  return new ConnectionFailure({
    step: 'token',
    sentence: `Another backend has been fetching a token from ${new URL(endpoint).host} for too long.`,
    mend: 'Postroom tries again; if it lasts, look at the log of the other backend.',
    lasting: false,
  });
}
