import { expect, test } from 'vitest';
import { openingHours } from '../../contract/domain/intake-configuration.ts';
import { isOpen } from './opening-hours.ts';

const hours = openingHours.parse({
  name: 'office',
  timeZone: 'America/Los_Angeles',
  monday: ['08:00-12:00', '13:00-17:30'],
  friday: ['22:00-02:00'],
  sunday: ['00:00-24:00'],
  holidays: [
    { date: '12-25', name: 'Christmas' },
    { date: '2026-12-28', hours: ['10:00-11:00'] },
  ],
});

test.each([
  ['2026-11-23T16:00:00Z', true, 'Monday 08:00'],
  ['2026-11-23T15:59:59Z', false, 'Monday 07:59'],
  ['2026-11-23T20:30:00Z', false, 'at noon'],
  ['2026-11-24T01:29:00Z', true, 'Monday 17:29'],
  ['2026-11-24T01:30:00Z', false, 'Monday 17:30'],
  ['2026-07-06T15:00:00Z', true, 'Monday 08:00 in summer time'],
  ['2026-11-28T06:00:00Z', true, 'Friday 22:00'],
  ['2026-11-28T09:59:00Z', true, 'Saturday 01:59, of the night before'],
  ['2026-11-28T10:00:00Z', false, 'Saturday 02:00'],
  ['2026-11-29T08:00:00Z', true, 'Sunday 00:00'],
  ['2026-11-30T07:59:00Z', true, 'Sunday 23:59'],
  ['2026-12-28T18:30:00Z', true, 'a holiday with hours, 10:30'],
  ['2026-12-28T17:00:00Z', false, 'a holiday with hours, 09:00'],
  ['2026-12-26T06:30:00Z', false, 'Friday 22:30, Christmas Day of any year'],
])('at %s it is %s: %s', (instant, open) => {
  expect(isOpen(hours, new Date(instant))).toBe(open);
});
