const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC. The letters of RFC 822 were defined wrongly and mean nothing (RFC 5322 §4.3). */
const zones: Readonly<Record<string, number>> = {
  ut: 0, utc: 0, gmt: 0, z: 0, wet: 0, west: 60, bst: 60, ist: 330, cet: 60, met: 60, mez: 60, mewt: 60, cest: 120, mest: 120,
  mesz: 120, eet: 120, eest: 180, msk: 180, msd: 240, hkt: 480, sgt: 480, awst: 480, jst: 540, kst: 540, acst: 570, aest: 600,
  aedt: 660, nzst: 720, nzdt: 780, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420,
  akst: -540, akdt: -480, hst: -600, ast: -240, adt: -180, nst: -210, ndt: -150, brt: -180, art: -180, sast: 120, pkt: 300,
}; // prettier-ignore

/**
 * A Date field (RFC 5322 §3.3, obsolete forms §4.3) as ISO 8601 in UTC with milliseconds; also what `asctime`,
 * ISO 8601 and hurried programmers write. A missing zone is taken as UTC. Null when it is no date.
 */
export function readMailDate(field: string): string | null {
  const text = field
    .slice(0, 200)
    .replace(/[\u0080-\uffff]/g, ' ')
    .toLowerCase();
  const plain = text.replace(/\([^()]*\)/g, ' ').replace(/ *: */g, ':');
  const day = readDay(plain);
  if (!day) return null;
  const clock = readClock(plain);
  const zone = readZone(plain, clock?.end ?? 0) ?? readZone(text.replace(/[()]/g, ' '), 0) ?? 0;
  const { hour, minute, second } = clock ?? { hour: 0, minute: 0, second: 0 };
  const at = new Date(0);
  at.setUTCFullYear(day.year, day.month, day.day);
  // A day that the month does not have would roll over unnoticed.
  if (at.getUTCMonth() !== day.month || hour > 24 || minute > 59 || second > 60) return null;
  at.setUTCHours(hour, minute - zone, Math.min(second, 59), clock?.millisecond ?? 0);
  const year = at.getUTCFullYear();
  return year >= 1900 && year <= 9999 ? at.toISOString() : null;
}

function readDay(text: string): { year: number; month: number; day: number } | null {
  const named = /\b(\d{1,2})(?:st|nd|rd|th)?[\s,./-]*([a-z]{3})[a-z]*[\s,./-]+(\d{2,4})\b(?!:)/.exec(text);
  if (named && months.includes(named[2] ?? ''))
    return makeDay(named[3], months.indexOf(named[2] ?? ''), named[1]);
  const iso = /\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text);
  if (iso) return makeDay(iso[1], Number(iso[2]) - 1, iso[3]);
  // asctime, with or without a zone in front of the year: `Tue Jan  2 15:04:05 EST 2006`, `January 2, 2006`.
  const american = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})\b/.exec(text);
  if (american) {
    const year = /(?:^|[\s,])((?:19|20)\d{2})(?!\d|:)/.exec(text.slice(american.index + american[0].length));
    if (year) return makeDay(year[1], months.indexOf(american[1] ?? ''), american[2]);
  }
  const numeric = /\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b/.exec(text);
  if (!numeric) return null;
  const [first, second] = [Number(numeric[1]), Number(numeric[3])];
  // Slashes are American unless that cannot be; points and hyphens put the day first.
  const monthFirst = numeric[2] === '/' ? first <= 12 : second > 12;
  return makeDay(numeric[4], (monthFirst ? first : second) - 1, String(monthFirst ? second : first));
}

function makeDay(year: string | undefined, month: number, day: string | undefined) {
  const short = Number(year);
  // RFC 5322 §4.3: 00 to 49 are this century, 50 to 999 count from 1900; also when filled up to `0102`.
  const full = short >= 1000 ? short : short < 50 ? short + 2000 : short + 1900;
  const inMonth = Number(day);
  return month >= 0 && month <= 11 && inMonth >= 1 && inMonth <= 31
    ? { year: full, month, day: inMonth }
    : null;
}

function readClock(text: string) {
  const match =
    /(?:^|[\st,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\b)?/.exec(text) ??
    /[\s,](\d{1,2})\.(\d{2})(?:\.(\d{2})())?(?![.\d])\s*([ap]\.?m\b)?/.exec(text);
  if (!match) return null;
  let hour = Number(match[1]);
  if (match[5] !== undefined) hour = (hour % 12) + (match[5].startsWith('p') ? 12 : 0);
  return {
    hour,
    minute: Number(match[2]),
    second: Number(match[3] ?? 0),
    millisecond: Math.floor(Number(`0.${match[4] ?? 0}`) * 1000),
    end: match.index + match[0].length,
  };
}

function readZone(text: string, from: number): number | null {
  const tail = text.slice(from);
  const numeric =
    /(?:^|[\sa-z])([+-])\s?(\d{1,2}):?(\d{2})\b/.exec(tail) ??
    /(?:gmt|utc|ut)\s*([+-])(\d{1,2})\b/.exec(tail);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    // No place is further from Greenwich than 14 hours; the field is then a wrong one.
    return minutes > 15 * 60 ? 0 : numeric[1] === '-' ? -minutes : minutes;
  }
  const name = /(?:^|[\s\d])([a-z]{1,5})\b/g;
  for (const match of tail.matchAll(name)) {
    const offset = zones[match[1] ?? ''];
    if (offset !== undefined) return offset;
  }
  return null;
}
