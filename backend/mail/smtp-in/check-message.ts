import { SmtpRefusal } from './smtp-refusal.ts';

/** Servers that a message has passed; more is a loop (RFC 5321, 6.3). */
const maximumHops = 100;

/**
 * Refuses what a correct client never sends: lines that do not end in CR LF, by which one message can be made to
 * look like two (SMTP smuggling), and messages that go round in circles.
 */
export function checkMessage(raw: Buffer): void {
  if (hasBareLineEnd(raw)) {
    throw new SmtpRefusal(550, '5.6.0 lines must end in CR LF; a CR or LF alone is refused');
  }
  if (countHops(raw) > maximumHops) throw new SmtpRefusal(554, '5.4.6 the message goes round in a loop');
}

function hasBareLineEnd(raw: Buffer): boolean {
  for (let at = raw.indexOf(0x0a); at !== -1; at = raw.indexOf(0x0a, at + 1)) {
    if (raw[at - 1] !== 0x0d) return true;
  }
  for (let at = raw.indexOf(0x0d); at !== -1; at = raw.indexOf(0x0d, at + 1)) {
    if (raw[at + 1] !== 0x0a) return true;
  }
  return false;
}

function countHops(raw: Buffer): number {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.subarray(0, Math.min(end === -1 ? raw.length : end, 1024 * 1024)).toString('latin1');
  return header.match(/^received:/gim)?.length ?? 0;
}
