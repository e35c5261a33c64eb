import { type XmlElement, decodeXml, parseXml } from '../xml-tree.ts';

export interface TranscriptParty {
  readonly name: string;
  readonly role: 'customer' | 'agent' | 'system';
}

/** One line of a conversation, as the customer may see it. */
export type TranscriptEntry =
  | { readonly kind: 'message'; readonly at: Date; readonly party: TranscriptParty; readonly text: string }
  | {
      readonly kind: 'file';
      readonly at: Date;
      readonly party: TranscriptParty;
      readonly name: string;
      /** Bytes; null where the chat server did not say. */
      readonly size: number | null;
    }
  | { readonly kind: 'joined' | 'left'; readonly at: Date; readonly party: TranscriptParty };

export interface ChatTranscript {
  readonly startedAt: Date;
  /** Seconds from the start to the last thing that happened. */
  readonly durationSeconds: number;
  readonly subject: string | null;
  /** The customer's, such as `+02:00`; null where the chat server did not say. */
  readonly timeZone: string | null;
  readonly entries: readonly TranscriptEntry[];
}

/**
 * The transcript of a chat as the chat server stores it: `chatTranscript` with `newParty`, `message`, `notice` and
 * `partyLeft`, each at `timeShift` seconds after `startAt`. What is marked as visible inside the contact centre only
 * (`visibility` other than ALL) is left out: it must not reach the customer.
 * @returns what is wrong with it instead, for error 30002 (G15)
 */
export function parseTranscript(source: Uint8Array | string): ChatTranscript | { readonly problem: string } {
  const decoded = decodeXml(source);
  if ('problem' in decoded) return { problem: decoded.problem.message };
  const parsed = parseXml(decoded.text);
  if ('problem' in parsed) return { problem: parsed.problem.message };
  const { root } = parsed;
  if (root.name !== 'chatTranscript') return { problem: `it is a “${root.name}”, not a “chatTranscript”` };
  const startedAt = new Date(root.attributes.get('startAt') ?? '');
  if (Number.isNaN(startedAt.getTime())) return { problem: '“startAt” is no date' };
  return readConversation(root, startedAt);
}

function readConversation(root: XmlElement, startedAt: Date): ChatTranscript {
  const parties = new Map<string, TranscriptParty>();
  const entries: TranscriptEntry[] = [];
  let durationSeconds = 0;
  let timeZone: string | null = null;
  for (const element of root.children) {
    const shift = Number(element.attributes.get('timeShift') ?? 0);
    const seconds = Number.isFinite(shift) && shift > 0 ? shift : 0;
    const at = new Date(startedAt.getTime() + seconds * 1000);
    const id = element.attributes.get('userId') ?? '';
    durationSeconds = Math.max(durationSeconds, seconds);
    const info = child(element, 'userInfo');
    if (element.name === 'newParty' && info) {
      const party = readParty(info);
      parties.set(id, party);
      if (party.role === 'customer') timeZone ??= readOffset(info.attributes.get('timeZoneOffset'));
    }
    if ((element.attributes.get('visibility') ?? 'ALL') !== 'ALL') continue;
    const entry = readEntry(element, at, parties.get(id) ?? { name: '', role: 'system' });
    if (entry) entries.push(entry);
  }
  const subject = root.attributes.get('subject') ?? itemOf(root, 'subject', 'Subject');
  return { startedAt, durationSeconds, subject, timeZone, entries };
}

function readEntry(element: XmlElement, at: Date, party: TranscriptParty): TranscriptEntry | null {
  switch (element.name) {
    case 'newParty':
      return party.role === 'system' ? null : { kind: 'joined', at, party };
    case 'partyLeft':
      return party.role === 'system' ? null : { kind: 'left', at, party };
    case 'message': {
      const text = textOf(child(element, 'msgText'));
      return text === '' ? null : { kind: 'message', at, party, text };
    }
    case 'notice':
      return readNotice(element, at, party);
    default:
      return null;
  }
}

function readNotice(element: XmlElement, at: Date, party: TranscriptParty): TranscriptEntry | null {
  const name = itemOf(element, 'file-name', 'fileName');
  if (name !== null) {
    const size = Number(itemOf(element, 'file-size', 'fileSize') ?? Number.NaN);
    return { kind: 'file', at, party, name, size: Number.isFinite(size) && size >= 0 ? size : null };
  }
  const text = textOf(child(element, 'noticeText'));
  return text === '' ? null : { kind: 'message', at, party, text };
}

function readParty(info: XmlElement): TranscriptParty {
  const type = info.attributes.get('userType')?.toUpperCase();
  return {
    name: info.attributes.get('userNick') ?? '',
    role: type === 'CLIENT' ? 'customer' : type === 'EXTERNAL' ? 'system' : 'agent',
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** Minutes east of Greenwich. */
function readOffset(minutes: string | undefined): string | null {
  const value = Number(minutes ?? Number.NaN);
  if (!Number.isInteger(value) || Math.abs(value) > 14 * 60) return null;
  return `${value < 0 ? '-' : '+'}${two(Math.floor(Math.abs(value) / 60))}:${two(Math.abs(value) % 60)}`;
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

function textOf(element: XmlElement | undefined): string {
  return (element?.texts ?? [])
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** `<userData><item key="…" value="…"/></userData>`, or the value as the item's text. */
function itemOf(element: XmlElement, ...keys: readonly string[]): string | null {
  const items = element.children
    .filter(({ name }) => name === 'userData')
    .flatMap(({ children }) => children);
  const item = items.find(({ attributes }) => keys.includes(attributes.get('key') ?? ''));
  return item ? (item.attributes.get('value') ?? textOf(item)) : null;
}
