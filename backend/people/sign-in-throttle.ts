import { ExpectedError } from '../../contract/error.ts';

interface Tries {
  count: number;
  /** Milliseconds of the clock. */
  last: number;
}

/** Tries that cost nothing but the answer. */
const freeForLogin = 5;
const freeForAddress = 50;
const shortestWait = 2_000;
const longestWait = 5 * 60_000;
const forgottenAfter = 15 * 60_000;
const mostRemembered = 20_000;

/**
 * Slows down guessing. After five wrong tries of one login from one address each further try has to wait: 2 s, 4 s,
 * 8 s … up to five minutes; the same after fifty wrong tries of whatever login from one address. A right one clears
 * its login, fifteen minutes of quiet clear everything. The counts are kept in memory: they are this process's own,
 * and gone when it ends. An account is never locked, so nobody can lock out another from elsewhere.
 */
export class SignInThrottle {
  readonly #tries = new Map<string, Tries>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Counts a try before it is made, so that many at once are not let through together.
   * @throws `too-many-attempts` with `detail.seconds`
   */
  admit(login: string, address: string): void {
    const now = this.#now();
    const keys = [
      { key: loginKey(login, address), free: freeForLogin },
      { key: addressKey(address), free: freeForAddress },
    ];
    const waits = keys.map(({ key, free }) => this.#waitOf(key, free, now));
    const wait = Math.max(...waits);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      throw new ExpectedError(
        'too-many-attempts',
        `Too many wrong tries. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
        { seconds: String(seconds) },
      );
    }
    for (const { key } of keys) this.#count(key, now);
  }

  /** The try that was admitted had the right password. */
  forgive(login: string, address: string): void {
    this.#tries.delete(loginKey(login, address));
    const tries = this.#tries.get(addressKey(address));
    if (tries) tries.count -= 1;
  }

  #waitOf(key: string, free: number, now: number): number {
    const tries = this.#tries.get(key);
    if (!tries || now - tries.last > forgottenAfter || tries.count < free) return 0;
    const wait = Math.min(longestWait, shortestWait * 2 ** Math.min(tries.count - free, 20));
    return tries.last + wait - now;
  }

  #count(key: string, now: number): void {
    const tries = this.#tries.get(key);
    const count = tries && now - tries.last <= forgottenAfter ? tries.count + 1 : 1;
    // Put at the end, so that the first of the map is always the one quiet for longest.
    this.#tries.delete(key);
    this.#tries.set(key, { count, last: now });
    if (this.#tries.size <= mostRemembered) return;
    const [oldest] = this.#tries.keys();
    if (oldest !== undefined) this.#tries.delete(oldest);
  }
}

function loginKey(login: string, address: string): string {
  return `login ${address} ${login.normalize('NFC').toLowerCase()}`;
}

/** Of an IPv6 address its network: a single customer has the whole of it. */
function addressKey(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return `address ${address}`;
  return `address ${address.split(':').slice(0, 4).join(':')}`;
}
