/** Writes an instant in a locale (BCP 47) and a time zone (IANA name or offset such as `+02:00`). */
export type DateWriter = (instant: Date, locale: string, timeZone: string) => string;

/** What the source falls back to for an invalid pattern (G15). */
export const defaultDatePattern = "yyyy-MM-dd'T'HH:mm:ss";

const letters = 'GyYMLwWDdFEuaHkKhmsSzZX';

type Piece = { readonly text: string } | { readonly letter: string; readonly count: number };

/**
 * A pattern of java.text.SimpleDateFormat (Java SE 7) as a function.
 * @returns null for a pattern that Java refuses: an unknown letter, a quote that does not end
 */
export function compileDatePattern(pattern: string): DateWriter | null {
  const pieces = readPattern(pattern);
  if (pieces === null) return null;
  return (instant, locale, timeZone) => {
    const clock = readClock(instant, timeZone);
    return pieces
      .map((piece) => ('text' in piece ? piece.text : writeField(piece, clock, instant, locale, timeZone)))
      .join('');
  };
}

function readPattern(pattern: string): readonly Piece[] | null {
  const pieces: Piece[] = [];
  for (const [whole, run, quoted] of pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[\s\S]/g)) {
    if (run !== undefined) {
      // Java 7 allows X, XX and XXX only.
      if (!letters.includes(run) || (run === 'X' && whole.length > 3)) return null;
      pieces.push({ letter: run, count: whole.length });
    } else if (quoted !== undefined) {
      pieces.push({ text: quoted === '' ? "'" : quoted.replaceAll("''", "'") });
    } else if (whole === "'") return null;
    else pieces.push({ text: whole });
  }
  return pieces;
}

interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** East of Greenwich. */
  readonly offsetMinutes: number;
}

function readClock(instant: Date, timeZone: string): Clock {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const [year, month, day] = [read('year'), read('month'), read('day')];
  const [hour, minute, second] = [read('hour'), read('minute'), read('second')];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    millisecond: instant.getUTCMilliseconds(),
    weekday: new Date(local).getUTCDay(),
    offsetMinutes: Math.round((local - Math.floor(instant.getTime() / 1000) * 1000) / 60_000),
  };
}

function writeField(
  { letter, count }: { readonly letter: string; readonly count: number },
  clock: Clock,
  instant: Date,
  locale: string,
  timeZone: string,
): string {
  const pad = (value: number): string => String(value).padStart(count, '0');
  const word = (options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone })
      .formatToParts(instant)
      .find((part) => part.type === type)?.value ?? '';
  switch (letter) {
    case 'G':
      return word({ era: count > 3 ? 'long' : 'short', year: 'numeric' }, 'era');
    case 'y':
    case 'Y': {
      const year = letter === 'y' ? clock.year : weekOfYear(clock).year;
      return count === 2 ? String(year % 100).padStart(2, '0') : pad(year);
    }
    case 'M':
    case 'L':
      if (count < 3) return pad(clock.month);
      return word({ day: 'numeric', month: count > 3 ? 'long' : 'short' }, 'month');
    case 'w':
      return pad(weekOfYear(clock).week);
    case 'W':
      return pad(Math.ceil((clock.day + firstColumn(clock)) / 7));
    case 'D':
      return pad(dayOfYear(clock));
    case 'd':
      return pad(clock.day);
    case 'F':
      return pad(Math.ceil(clock.day / 7));
    case 'E':
      return word({ weekday: count > 3 ? 'long' : 'short' }, 'weekday');
    case 'u':
      return pad(clock.weekday === 0 ? 7 : clock.weekday);
    case 'a':
      return word({ hour: 'numeric', hour12: true }, 'dayPeriod') || (clock.hour < 12 ? 'AM' : 'PM');
    case 'H':
      return pad(clock.hour);
    case 'k':
      return pad(clock.hour === 0 ? 24 : clock.hour);
    case 'K':
      return pad(clock.hour % 12);
    case 'h':
      return pad(clock.hour % 12 || 12);
    case 'm':
      return pad(clock.minute);
    case 's':
      return pad(clock.second);
    case 'S':
      return pad(clock.millisecond);
    case 'z':
      return word({ timeZoneName: count > 3 ? 'long' : 'short' }, 'timeZoneName');
    case 'Z':
      return writeOffset(clock.offsetMinutes, 2);
    default:
      return clock.offsetMinutes === 0 ? 'Z' : writeOffset(clock.offsetMinutes, count);
  }
}

/** @param style 1: hours, 2: hours and minutes, 3: with a colon */
function writeOffset(minutes: number, style: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  if (style === 1) return sign + hours;
  return `${sign}${hours}${style === 3 ? ':' : ''}${rest}`;
}

function dayOfYear({ year, month, day }: Clock): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}

/** Days of the month's first week (Monday to Sunday) that belong to the month before. */
function firstColumn({ day, weekday }: Clock): number {
  const monday = (weekday + 6) % 7;
  return (((monday - (day - 1)) % 7) + 7) % 7;
}

/** ISO 8601, as everywhere but in a few countries. */
function weekOfYear(clock: Clock): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(clock.year, clock.month - 1, clock.day));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (clock.weekday || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 / 7) + 1;
  return { year, week };
}
