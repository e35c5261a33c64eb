import { Resolver } from 'node:dns/promises';

/** One question to the name system, as mailauth asks it; rejects with `code` as Node's resolver does. */
export type Lookup = (name: string, type: string) => Promise<string[][] | string[]>;

class LookupFailure extends Error {
  readonly code: string;
  constructor(code: string, name: string) {
    super(`${code} ${name}`);
    this.code = code;
  }
}

/** Top-level names that are never in the public name system (RFC 2606, RFC 6762, RFC 9476): not asked for. */
const reserved = /(?:^|\.)(?:test|example|invalid|localhost|local|internal|alt|onion)\.?$/i;
const questionMilliseconds = 1_500;
/** So many questions without an answer in a row, and nobody is asked for a while: mail does not wait for a dead server. */
const patience = 4;
const pauseMilliseconds = 30_000;

/** The system's resolver with limits on time. */
export function systemLookup(): Lookup {
  const resolver = new Resolver({ timeout: questionMilliseconds, tries: 2 });
  let unanswered = 0;
  let silentUntil = 0;
  return async (name, type) => {
    if (reserved.test(name)) throw new LookupFailure('ENOTFOUND', name);
    if (performance.now() < silentUntil) throw new LookupFailure('ETIMEOUT', name);
    try {
      const found = await resolver.resolve(name, type);
      unanswered = 0;
      return found as string[][] | string[];
    } catch (error) {
      if (codeOf(error) !== 'ETIMEOUT' && codeOf(error) !== 'ECONNREFUSED') unanswered = 0;
      else if (++unanswered >= patience) silentUntil = performance.now() + pauseMilliseconds;
      throw error;
    }
  };
}

/** Asks nobody. */
export const noLookup: Lookup = (name) => Promise.reject(new LookupFailure('ETIMEOUT', name));

const keptMilliseconds = { found: 300_000, missing: 60_000, failed: 10_000 };
const mostKept = 10_000;

/** Asks each question once in some minutes, however many mails ask it. */
export function cachedLookup(ask: Lookup, now: () => number = Date.now): Lookup {
  interface Kept {
    until: number;
    readonly answer: ReturnType<Lookup>;
  }
  const kept = new Map<string, Kept>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = kept.get(key);
    if (known && known.until > now()) return known.answer;
    kept.delete(key);
    // The oldest goes: answers are small, and names that hostile mail makes up must not fill the memory.
    if (kept.size >= mostKept) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
    const entry: Kept = { until: now() + keptMilliseconds.found, answer: ask(name, type) };
    kept.set(key, entry);
    entry.answer.catch((error: unknown) => {
      entry.until = now() + (isMissing(error) ? keptMilliseconds.missing : keptMilliseconds.failed);
    });
    return entry.answer;
  };
}

/** Gives up on whatever is not answered by then: the questions of one mail together take no longer. */
export function lookupUntil(ask: Lookup, deadline: number): Lookup {
  return async (name, type) => {
    const left = deadline - Date.now();
    if (left <= 0) throw new LookupFailure('ETIMEOUT', name);
    const { promise: over, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new LookupFailure('ETIMEOUT', name)), left);
    try {
      return await Promise.race([ask(name, type), over]);
    } finally {
      clearTimeout(timer);
    }
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isMissing(error: unknown): boolean {
  return ['ENOTFOUND', 'ENODATA', 'EBADNAME'].includes(codeOf(error));
}
