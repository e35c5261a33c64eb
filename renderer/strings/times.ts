import { useLanguage } from './strings.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const formats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, options)));
  return format;
}

const units = new Map<string, Intl.NumberFormat>();
function inUnit(locale: string, value: number, unit: string): string {
  const key = locale + unit;
  let format = units.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' });
    units.set(key, format);
  }
  return format.format(value);
}

export interface Times {
  /** `3m`, `2h`, `5d`: the largest unit only, so that it changes seldom. Milliseconds in. */
  readonly span: (milliseconds: number) => string;
  /** `09:41` today, `Mon 09:41` this week, else the date. */
  readonly brief: (instant: string, now: number) => string;
  /** Date and time in full. */
  readonly full: (instant: string) => string;
  /** Only the time of day. */
  readonly time: (instant: string | number) => string;
}

function createTimes(locale: string): Times {
  return {
    span(milliseconds) {
      if (milliseconds < minute) return inUnit(locale, 0, 'minute');
      if (milliseconds < hour) return inUnit(locale, Math.floor(milliseconds / minute), 'minute');
      if (milliseconds < 2 * day) return inUnit(locale, Math.floor(milliseconds / hour), 'hour');
      return inUnit(locale, Math.floor(milliseconds / day), 'day');
    },
    brief(instant, now) {
      const at = new Date(instant);
      if (at.toDateString() === new Date(now).toDateString()) {
        return dateFormat(locale, { timeStyle: 'short' }).format(at);
      }
      if (now - at.getTime() < 6 * day && now > at.getTime()) {
        return dateFormat(locale, { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(at);
      }
      const sameYear = at.getFullYear() === new Date(now).getFullYear();
      return dateFormat(locale, {
        day: 'numeric',
        month: 'short',
        ...(sameYear ? {} : { year: 'numeric' }),
      }).format(at);
    },
    full: (instant) =>
      dateFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
      }).format(new Date(instant)),
    time: (instant) => dateFormat(locale, { timeStyle: 'short' }).format(new Date(instant)),
  };
}

const made = new Map<string, Times>();

/** Dates and spans in the person's locale. */
export function useTimes(): Times {
  const locale = useLanguage((state) => state.locale);
  let times = made.get(locale);
  if (!times) made.set(locale, (times = createTimes(locale)));
  return times;
}

/** Bytes as `12 kB`, `3.4 MB`. */
export function formatSize(locale: string, bytes: number): string {
  const [value, unit] =
    bytes < 1000
      ? [bytes, 'byte']
      : bytes < 1_000_000
        ? [bytes / 1000, 'kilobyte']
        : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit !== 'byte' ? 1 : 0,
  }).format(value);
}
