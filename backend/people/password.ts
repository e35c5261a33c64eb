import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane. About 40 ms of one core. */
const memory = 19 * 1024;
const passes = 2;
const parallelism = 1;
const saltLength = 16;
const hashLength = 32;

const derive = promisify(argon2);

/** Lets so many be derived at the same time, the others one after the other. */
export type HashingTurns = <T>(derive: () => Promise<T>) => Promise<T>;

export function openHashingTurns(mostAtOnce: number): HashingTurns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (derive) => {
    if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await derive();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** More at once would keep the thread pool from files and names while somebody floods the sign-in. */
const signInTurns = openHashingTurns(2);

async function deriveBytes(parameters: Argon2Parameters): Promise<Buffer> {
  return Buffer.from(await derive('argon2id', parameters));
}

/** What is typed on one keyboard and on another is the same password. */
function messageOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'));
}

/** An argon2id hash in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>` (RFC 9106). */
export async function hashPassword(password: string, turns = signInTurns): Promise<string> {
  const nonce = randomBytes(saltLength);
  const parameters = { nonce, memory, passes, parallelism, tagLength: hashLength };
  const hash = await turns(() => deriveBytes({ ...parameters, message: messageOf(password) }));
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(nonce)}$${encode(hash)}`;
}

/**
 * Whether the password made the hash.
 * @param phc null where there is no such account, or it has no password: takes as long, and is false
 */
export async function verifyPassword(
  password: string,
  phc: string | null,
  turns = signInTurns,
): Promise<boolean> {
  const parsed = (phc === null ? null : parsePhc(phc)) ?? nobody;
  const { hash, ...parameters } = parsed;
  const wanted = { ...parameters, message: messageOf(password), tagLength: hash.byteLength };
  const made = await turns(() => deriveBytes(wanted));
  return timingSafeEqual(made, hash) && parsed !== nobody;
}

const nobody = {
  memory,
  passes,
  parallelism,
  nonce: Buffer.alloc(saltLength, 'postroom'),
  hash: Buffer.alloc(hashLength),
};

/** Bounded, so that a hash from elsewhere cannot ask for all the memory there is. Null: not one of ours. */
function parsePhc(phc: string): typeof nobody | null {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{11,86})$/.exec(phc);
  if (!match) return null;
  const [, m, t, p, salt = '', hash = ''] = match;
  return {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    nonce: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
