import { assertNever } from '../../contract/assert-never.ts';
import type { Database } from '../../backend/db/database.ts';
import { startTokenAuthority, type TokenAuthority, type TokenTrouble } from '../world/token-authority.ts';
import { openTokenLedger } from './token-ledger.ts';

/** What the authority does to requests: errs, refuses the client, throttles, hangs up, is slow, gives tokens for a second. */
export const troubles = [
  'error',
  'refusal',
  'throttling',
  'cut',
  'half',
  'slow',
  'hanging',
  'short',
] as const;
export type Trouble = (typeof troubles)[number];

export interface TroubledAuthority extends AsyncDisposable {
  readonly url: string;
  readonly introspectionUrl: string;
  readonly given: readonly string[];
  /** From now on, for so many requests. */
  readonly begin: (trouble: Trouble, times: number) => void;
  readonly end: () => void;
  /** How many requests it can still harm. */
  readonly left: () => number;
  /** Resolves with the next request for a token: when it comes, or when it was answered. */
  readonly next: (at: 'asked' | 'answered') => Promise<void>;
  /** All tokens that were given out so far. */
  readonly revokeAll: () => void;
  readonly accepts: (name: string, token: string) => boolean;
  readonly onKilled: () => void;
  readonly onPassed: () => void;
  /** Requests that were not needed. */
  readonly problems: readonly string[];
}

const ordinaryLifetime = 3600;
const shortLifetime = 2;
const patienceSeconds = 30;

/** An authority that makes trouble, and that finds out which requests for tokens were not needed. */
export async function startTroubledAuthority(
  db: Database,
  settings: {
    readonly user: string;
    readonly backends: number;
    readonly marginSeconds: number;
    /** The time that backends and tokens have. */
    readonly now: () => number;
  },
): Promise<TroubledAuthority> {
  const { now, user } = settings;
  const problems: string[] = [];
  const ends = new Map<string, number>();
  let trouble: Trouble | null = null;
  let left = 0;
  let isShort = false;
  const told = { asked: Promise.withResolvers<void>(), answered: Promise.withResolvers<void>() };
  const tell = (at: 'asked' | 'answered'): void => {
    told[at].resolve();
    told[at] = Promise.withResolvers();
  };
  const ledger = openTokenLedger(db, {
    isValid: (token) => authority.isValid(token),
    backends: settings.backends,
    margin: settings.marginSeconds * 1000,
    now,
  });

  function choose(): TokenTrouble | undefined {
    isShort = false;
    if (trouble === null || left === 0) return undefined;
    left -= 1;
    switch (trouble) {
      case 'error':
        ledger.onRefused('passing');
        return { status: 503, body: '<html>Service Unavailable</html>' };
      case 'refusal':
        ledger.onRefused('lasting');
        return { status: 401, body: { error: 'invalid_client' } };
      case 'throttling':
        ledger.onRefused({ patienceUntil: now() + patienceSeconds * 1000 });
        return { status: 429, headers: { 'retry-after': String(patienceSeconds) }, body: '' };
      case 'cut':
        return { cut: 'before' };
      case 'half':
        return { cut: 'within' };
      case 'slow':
        return { wait: 700 };
      case 'hanging':
        return { wait: 3_600_000 };
      case 'short':
        isShort = true;
        return undefined;
      default:
        return assertNever(trouble);
    }
  }

  const authority: TokenAuthority = await startTokenAuthority({
    user,
    lifetime: () => (isShort ? shortLifetime : ordinaryLifetime),
    isOver: (token) => now() > (ends.get(token) ?? 0),
    async trouble() {
      const problem = await ledger.judgeRequest();
      if (problem !== null) problems.push(problem);
      const chosen = choose();
      tell('asked');
      if (chosen && 'status' in chosen) tell('answered');
      return chosen;
    },
    onGiven(given) {
      ends.set(given.token, now() + (isShort ? shortLifetime : ordinaryLifetime) * 1000);
      ledger.onGiven(given);
      void given.answer.then(() => tell('answered'));
    },
  });
  return {
    url: authority.url,
    introspectionUrl: authority.introspectionUrl,
    given: authority.given,
    begin(wanted, times) {
      trouble = wanted;
      left = times;
    },
    end() {
      trouble = null;
      left = 0;
    },
    left: () => left,
    next: (at) => told[at].promise,
    revokeAll() {
      for (const token of authority.given) authority.revoke(token);
    },
    accepts(name, token) {
      const isAccepted = name === user && authority.isValid(token);
      if (isAccepted) ledger.onUsed(token);
      return isAccepted;
    },
    onKilled: ledger.onKilled,
    onPassed: ledger.onPassed,
    problems,
    [Symbol.asyncDispose]: () => authority[Symbol.asyncDispose](),
  };
}
