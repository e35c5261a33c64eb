import { expect, test } from 'vitest';
import { openClientGate, usualLimits } from './client-limits.ts';

test('an address has so many connections at a time, a network of IPv6 counts as one, relays are not counted', () => {
  const gate = openClientGate<object>({ ...usualLimits, connectionsOfAddress: 2 });
  const first = {};
  gate.admit(first, '2001:db8::1', false);
  gate.admit({}, '2001:db8::ffff:1', false);
  expect(() => gate.admit({}, '2001:db8:0:0:1::9', false)).toThrow(/too many connections from you/);
  gate.admit({}, '2001:db8:0:1::1', false);
  for (let count = 0; count < 5; count++) gate.admit({}, '2001:db8::5', true);
  gate.release({});
  gate.release(first);
  gate.release(first);
  gate.admit({}, '2001:db8::1', false);
  expect(() => gate.admit({}, '2001:db8::1', false)).toThrow(/too many connections from you/);
});

test('an address connects so often within a minute, and may again in the next', () => {
  let time = 0;
  const gate = openClientGate<object>({ ...usualLimits, perMinute: 2 }, () => time);
  const come = () => {
    const session = {};
    gate.admit(session, '::ffff:192.0.2.1', false);
    gate.release(session);
  };
  come();
  come();
  expect(come).toThrow(/too often/);
  time += 60_000;
  come();
});

test('all together have so many connections, relays included', () => {
  const gate = openClientGate<object>({ ...usualLimits, connections: 2 });
  gate.admit({}, '192.0.2.1', false);
  gate.admit({}, '192.0.2.2', true);
  expect(() => gate.admit({}, '192.0.2.3', false)).toThrow(/too many connections$/);
});
