import { expect, test } from 'vitest';
import { compileDatePattern } from './simple-date-format.ts';

const instant = new Date('2001-07-04T19:08:56.235Z');

// The examples of Java's own documentation, with others for the letters it does not show.
test.each([
  ["yyyy.MM.dd G 'at' HH:mm:ss z", '2001.07.04 AD at 12:08:56 PDT'],
  ["EEE, MMM d, ''yy", "Wed, Jul 4, '01"],
  ['h:mm a', '12:08 PM'],
  ["hh 'o''clock' a, zzzz", "12 o'clock PM, Pacific Daylight Time"],
  ['K:mm a, z', '0:08 PM, PDT'],
  ['yyyyy.MMMMM.dd hh:mm aaa', '02001.July.04 12:08 PM'],
  ['yyMMddHHmmssZ', '010704120856-0700'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSZ", '2001-07-04T12:08:56.235-0700'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2001-07-04T12:08:56.235-07:00'],
  ["YYYY-'W'ww-u", '2001-W27-3'],
  ['X XX D F k', '-07 -0700 185 1 12'],
])('%s', (pattern, expected) => {
  expect(compileDatePattern(pattern)?.(instant, 'en-US', 'America/Los_Angeles')).toBe(expected);
});

test('months and weekdays are the locale’s, and an offset is a time zone', () => {
  expect(compileDatePattern('EEEE d MMMM yyyy HH:mm')?.(instant, 'fr-FR', '+02:00')).toBe(
    'mercredi 4 juillet 2001 21:08',
  );
});

test.each([
  ['2026-02-01', 1],
  ['2026-02-02', 2],
  ['2026-06-01', 1],
  ['2026-06-07', 1],
  ['2026-06-08', 2],
  ['2026-07-31', 5],
])('%s lies in week %i of its month', (day, week) => {
  expect(compileDatePattern('W')?.(new Date(`${day}T12:00:00Z`), 'en', 'UTC')).toBe(String(week));
});

test.each(["yyyy 'unclosed", 'yyyy-bb', 'XXXX', 'P'])('“%s” is refused, as Java does', (pattern) => {
  expect(compileDatePattern(pattern)).toBeNull();
});
