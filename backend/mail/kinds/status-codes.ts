import type { FailureCause } from '../../../contract/domain/mail-kind.ts';

/**
 * An enhanced status code in free text (RFC 3463 §2): its subject is 0 to 7, and neither an IP address nor a version
 * looks like one.
 */
const enhanced = /(?<![\w.@]|[A-Za-z]-)([245])\.([0-7])\.(\d{1,3})(?![\d@]|\.\d)/g;
/** A reply code of SMTP (RFC 5321 §4.2) in free text, where one is usually written. */
const reply = /(?<![\w.@/-])([45][0-5]\d)(?=[\s:;,)\]#-]|$)(?![\s-]*(?:\d|bytes|kb|mb|messages?|users?)\b)/gi;

export interface FoundCodes {
  /** Such as `5.1.1`; null without. The first one that says more than its class, else the first. */
  readonly status: string | null;
  /** Such as 550. */
  readonly reply: number | null;
}

/** @param classes what is looked for: `45` in notices of failure, where `2.1.5` is the version of a program */
export function findCodes(text: string, classes = '45'): FoundCodes {
  let status: string | null = null;
  for (const match of text.matchAll(enhanced)) {
    const found = match[0];
    if (!classes.includes(match[1] ?? '')) continue;
    if (status === null) status = found;
    if (!isVague(found)) {
      status = found;
      break;
    }
  }
  const code = text.match(reply)?.[0];
  return { status, reply: code === undefined ? null : Number(code) };
}

/** `5.0.0` says no more than that it failed. */
export function isVague(status: string): boolean {
  return /^\d\.0\.0$/.test(status);
}

/** A Status field (RFC 3464 §2.3.4) as it comes: with comments, with a reply code in front; null if it holds none. */
export function readStatusField(value: string): string | null {
  const match = /(?<!\d)([245])\.(\d{1,3})\.(\d{1,3})(?!\d)/.exec(value);
  if (match) return [match[1], Number(match[2]), Number(match[3])].join('.');
  const short = /^\s*([245])\.(\d{1,3})\s*$/.exec(value);
  return short ? `${short[1]}.${short[2]}.0` : null;
}

/**
 * The status to show: the more exact one of what the report states and what the server is quoted with; where they
 * contradict, the report's own.
 */
export function chooseStatus(stated: string | null, quoted: string | null): string | null {
  if (stated === null || quoted === null) return stated ?? quoted;
  if (isVague(stated) && !isVague(quoted)) return quoted;
  return stated;
}

/** RFC 3463 §3 and its registry (RFC 5248), as causes in the agent's sense. */
const causeOf: readonly (readonly [pattern: RegExp, cause: FailureCause])[] = [
  [/^[45]\.1\.(?:0|1|10)$/, 'unknown-address'],
  [/^[45]\.1\.2$/, 'unknown-domain'],
  [/^[45]\.1\.(?:3|4)$/, 'bad-address'],
  [/^[45]\.1\.6$/, 'moved'],
  [/^[45]\.1\.(?:7|8|9)$/, 'blocked'],
  [/^[45]\.2\.1$/, 'mailbox-closed'],
  [/^[45]\.2\.2$/, 'mailbox-full'],
  [/^[45]\.2\.3$/, 'too-large'],
  [/^[45]\.3\.[13]$/, 'server-error'],
  [/^[45]\.3\.4$/, 'too-large'],
  [/^[45]\.4\.[56]$/, 'loop'],
  [/^[45]\.4\.7$/, 'expired'],
  [/^[45]\.4\.\d+$/, 'unreachable'],
  [/^[45]\.5\.3$/, 'too-many'],
  [/^[45]\.[35]\.\d+$/, 'server-error'],
  [/^[45]\.6\.\d+$/, 'bad-content'],
  [/^[45]\.7\.(?:2[0-9]|30)$/, 'authentication'],
  [/^[45]\.7\.(?:4|5|10|11)$/, 'encryption'],
  [/^[45]\.7\.\d+$/, 'not-allowed'],
  [/^4\.2\.0$/, 'try-later'],
];

export function causeOfStatus(status: string | null): FailureCause | null {
  if (status === null) return null;
  return causeOf.find(([pattern]) => pattern.test(status))?.[1] ?? null;
}

const detail: Readonly<Partial<Record<FailureCause, string>>> = {
  'mailbox-full': '2.2',
  'unknown-address': '1.1',
  'unknown-domain': '1.2',
  'bad-address': '1.3',
  moved: '1.6',
  'mailbox-closed': '2.1',
  'too-large': '3.4',
  spam: '7.1',
  virus: '7.1',
  blocked: '7.1',
  authentication: '7.1',
  'not-allowed': '7.1',
  unreachable: '4.1',
  expired: '4.7',
  loop: '4.6',
  'too-many': '5.3',
  'bad-content': '6.0',
  'server-error': '3.0',
};

/** The status that fits a cause where the server gave none: RFC 3463 has one for each. */
export function statusOfCause(cause: FailureCause | null, isTemporary: boolean): string {
  return `${isTemporary ? 4 : 5}.${(cause && detail[cause]) ?? '0.0'}`;
}
