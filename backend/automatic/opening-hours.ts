import type { OpeningHours } from '../../contract/domain/intake-configuration.ts';

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Whether opening hours hold at an instant (M25), by the clock of their own time zone. A range that ends before it
 * begins goes on into the next day. A holiday replaces the hours of its day, and one of a year those of every year.
 */
export function isOpen(hours: OpeningHours, instant: Date): boolean {
  const local = localTime(instant, hours.timeZone);
  const yesterday = new Date(local.date.getTime() - dayMilliseconds);
  return (
    hoursOf(hours, local.date).some(
      ({ from, to }) => local.minutes >= from && local.minutes < (to > from ? to : 1440),
    ) || hoursOf(hours, yesterday).some(({ from, to }) => to <= from && local.minutes < to)
  );
}

interface Range {
  /** Minutes from midnight. */
  readonly from: number;
  readonly to: number;
}

function hoursOf(hours: OpeningHours, date: Date): readonly Range[] {
  const iso = date.toISOString().slice(0, 10);
  const holiday =
    hours.holidays.find((one) => one.date === iso) ?? hours.holidays.find((one) => one.date === iso.slice(5));
  const day = days[date.getUTCDay()];
  const ranges = holiday ? holiday.hours : day === undefined ? [] : hours[day];
  return ranges.map((range) => {
    const [from = '', to = ''] = range.split('-');
    return { from: minutesOf(from), to: minutesOf(to) };
  });
}

function minutesOf(time: string): number {
  const [hour = '', minute = ''] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}

/** The day as midnight in UTC, and the minutes of the clock on the wall. */
function localTime(instant: Date, timeZone: string): { readonly date: Date; readonly minutes: number } {
  const parts = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return {
    date: new Date(Date.UTC(part('year'), part('month') - 1, part('day'))),
    minutes: part('hour') * 60 + part('minute'),
  };
}
