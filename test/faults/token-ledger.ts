import type { Database } from '../../backend/db/database.ts';
import { fingerprint } from '../../backend/mail/oauth/sealed-token.ts';
import type { TokenGiven } from '../world/token-authority.ts';

/** Judges each request for a token at the moment when it comes. */
export interface TokenLedger {
  readonly onGiven: (given: TokenGiven) => void;
  /** Its answer is a refusal: one that passes by itself, that a person must mend, or that asks for patience. */
  readonly onRefused: (refusal: 'passing' | 'lasting' | { readonly patienceUntil: number }) => void;
  /** A server has let somebody in by it. */
  readonly onUsed: (token: string) => void;
  readonly onKilled: () => void;
  /** So much time passes that backends no longer wait for what is under way. */
  readonly onPassed: () => void;
  /** @returns why this request is not needed, or null */
  readonly judgeRequest: () => Promise<string | null>;
}

export interface TokenLedgerSettings {
  /** True for a token that was neither revoked nor has expired. */
  readonly isValid: (token: string) => boolean;
  /** How many ask. */
  readonly backends: number;
  /** How long before its end a token is replaced, in milliseconds. */
  readonly margin: number;
  /** The time that the backends have. */
  readonly now: () => number;
}

/** What lies between two requests of one backend after a refusal, in milliseconds. */
const pauses = { passing: 1_000, lasting: 60_000 };

/**
 * A request is needed when there is no token: none yet, or the last one is revoked, is over (but for the margin, or half
 * of its life), or was lost: with its answer, or with a backend that was killed, or had waited for too long, before it had kept it. After a refusal
 * each backend pauses, so that no more ask within a pause than there are backends; and nobody asks while the authority
 * wants patience.
 */
export function openTokenLedger({ pool }: Database, settings: TokenLedgerSettings): TokenLedger {
  const used = new Set<string>();
  /** Since the last kill, which makes the backends forget. */
  let refusals: number[] = [];
  let patienceUntil = -Infinity;
  let last: { readonly token: string; isLost: boolean } | null = null;

  async function readKept() {
    const { rows } = await pool.query<{
      readonly fingerprint: Buffer | null;
      readonly obtained_at: Date;
      readonly expires_at: Date;
      readonly retry_at: Date | null;
    }>('select fingerprint, obtained_at, expires_at, retry_at from oauth_token');
    const [row] = rows;
    if (!row) return null;
    const expiresAt = row.expires_at.getTime();
    return {
      fingerprint: row.fingerprint,
      usableUntil: expiresAt - Math.min(settings.margin, (expiresAt - row.obtained_at.getTime()) / 2),
      retryAt: row.retry_at?.getTime() ?? -Infinity,
    };
  }

  async function noteLoss(given: { isLost: boolean }, answer: TokenGiven['answer']): Promise<void> {
    if ((await answer) === 'complete') return;
    given.isLost = true;
    refusals.push(settings.now() + pauses.passing);
  }

  return {
    onGiven({ token, answer }) {
      const given = { token, isLost: false };
      last = given;
      refusals = [];
      void noteLoss(given, answer);
    },
    onRefused(refusal) {
      if (typeof refusal === 'object') ({ patienceUntil } = refusal);
      else refusals.push(settings.now() + pauses[refusal]);
    },
    onUsed: (token) => void used.add(token),
    onPassed() {
      if (last) last.isLost = true;
    },
    onKilled() {
      if (last) last.isLost = true;
      refusals = [];
      patienceUntil = -Infinity;
    },
    async judgeRequest() {
      const now = settings.now();
      const kept = await readKept();
      if (Math.max(patienceUntil, kept?.retryAt ?? 0) > now)
        return 'asked while the authority wanted patience';
      const early = refusals.filter((until) => until > now).length;
      if (early >= settings.backends) return `asked ${early + 1} times in one pause`;
      if (!last || !settings.isValid(last.token)) return null;
      // Put into the database before anybody uses it; there it is known for what it is, even once thrown away.
      const isKept = kept?.fingerprint?.equals(fingerprint(last.token)) === true;
      if (isKept || used.has(last.token)) {
        return kept && kept.usableUntil <= now ? null : `asked though ${last.token} was good`;
      }
      return last.isLost ? null : `asked though ${last.token} had just been given out`;
    },
  };
}
